import { Flex } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sayRefusal } from '../i18n/say-problem.ts';
import { MayButton } from '../ui/may-button.tsx';
import { DescendantsDialog } from './descendants-dialog.tsx';
import type { InstanceDetail } from './instance-state.tsx';
import { useOperate } from './use-operate.tsx';

/** Every operation; those that are not allowed now say why. */
export function OperationButtons({ instance }: { readonly instance: InstanceDetail }) {
  const { t } = useTranslation();
  const operate = useOperate();
  const [isChoosing, setChoosing] = useState(false);
  return (
    <>
      <Flex gap="small" wrap role="toolbar" aria-label={t('instances.operationsOf', { job: instance.job })}>
        {instance.operations.map(({ operation, isAllowed, refusal }) => (
          <MayButton
            key={operation}
            needs="instances.control"
            danger={operation === 'kill' && isAllowed}
            disabled={operate.isPending}
            {...(isAllowed ? {} : { refusal: sayRefusal(operation, refusal ?? t('instances.notNow')) })}
            onClick={() =>
              operation === 'rerunDescendants' ? setChoosing(true) : void operate.run(instance, operation)
            }
          >
            {t(`instances.operations.${operation}`)}
          </MayButton>
        ))}
      </Flex>
      {isChoosing ? (
        <DescendantsDialog
          instance={instance}
          onClose={() => setChoosing(false)}
          onRerun={(descendants) => {
            setChoosing(false);
            void operate.run(instance, 'rerunDescendants', descendants);
          }}
        />
      ) : null}
    </>
  );
}
