import { Flex, Modal, Radio, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Trouble } from '../api.ts';
import { sayProblem } from '../i18n/say-problem.ts';

export type InDoubtAnswer = 'keep' | 'repeat';
const answers: readonly InDoubtAnswer[] = ['keep', 'repeat'];

interface Props {
  /** What the server said: which splits are in doubt. */
  readonly trouble: Trouble;
  readonly onAnswer: (answer: InDoubtAnswer) => void;
  readonly onClose: () => void;
}

/** Only a person can say whether rows are in a target that cannot tell; neither answer is the usual one. */
export function InDoubtDialog({ trouble, onAnswer, onClose }: Props) {
  const { t } = useTranslation();
  const [answer, setAnswer] = useState<InDoubtAnswer>();
  return (
    <Modal
      open
      title={t('runs.inDoubt.title')}
      okText={t('runs.actions.resume')}
      okButtonProps={{ disabled: answer === undefined }}
      cancelText={t('ui.cancel')}
      onOk={() => answer !== undefined && onAnswer(answer)}
      onCancel={onClose}
    >
      <Typography.Paragraph>{sayProblem(trouble).message}</Typography.Paragraph>
      <Typography.Paragraph>{t('runs.inDoubt.look')}</Typography.Paragraph>
      <Radio.Group
        aria-label={t('runs.inDoubt.title')}
        value={answer}
        onChange={({ target }) => setAnswer(target.value as InDoubtAnswer)}
      >
        <Flex vertical gap="middle">
          {answers.map((each) => (
            <Radio key={each} value={each}>
              <strong>{t(`runs.inDoubt.${each}.title`)}</strong>
              <div>{t(`runs.inDoubt.${each}.text`)}</div>
              <Typography.Text type="secondary">{t(`runs.inDoubt.${each}.risk`)}</Typography.Text>
            </Radio>
          ))}
        </Flex>
      </Radio.Group>
    </Modal>
  );
}
