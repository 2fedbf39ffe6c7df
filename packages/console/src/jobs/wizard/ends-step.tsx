import { ArrowRightOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Card, Flex, Radio, Select, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { shared } from '../../api.ts';
import { Labelled } from '../../schedules/labelled.tsx';
import { useConfirm } from '../../ui/confirm.tsx';
import { EndChoice, type ChosenEnd } from '../end-choice.tsx';
import type { Environment } from '../job-draft.ts';
import { ConnectivityTest } from './connectivity-test.tsx';
import { sourceOf, withConnector, withParameters, withPlace, type Side } from './model.ts';
import { useWizard } from './wizard-context.ts';

/** Where from, where to, and from which machines: each with a test. */
export function EndsStep() {
  const { t } = useTranslation();
  const { draft, mayEdit, environment, changeDraft, changeEnvironment } = useWizard();
  const groups = useQuery(shared.resourceGroups);
  return (
    <Flex vertical gap="middle">
      <div className="wizard-ends">
        <EndCard side="reader" />
        <ArrowRightOutlined aria-hidden className="wizard-arrow" />
        <EndCard side="writer" />
      </div>
      <Card size="small" title={t('jobs.wizard.where')}>
        <Flex gap="large" wrap>
          <Labelled label={t('jobs.facts.group')} help={t('jobs.wizard.groupHelp')} width={340}>
            {(ids) => (
              <Select
                {...ids}
                className="wide"
                disabled={!mayEdit}
                value={draft.group}
                options={(groups.data ?? []).map(({ name, usedSlots, slots }) => ({
                  value: name,
                  label: `${name} (${usedSlots}/${slots})`,
                }))}
                onChange={(group) => changeDraft({ group })}
              />
            )}
          </Labelled>
          <Labelled label={t('jobs.environment.label')} help={t('jobs.environment.help')} width={340}>
            {(ids) => (
              <Radio.Group
                id={ids.id}
                aria-label={t('jobs.environment.label')}
                value={environment}
                onChange={(event) => changeEnvironment(event.target.value as Environment)}
                options={(['production', 'development'] as const).map((value) => ({
                  value,
                  label: t(`jobs.environment.${value}`),
                }))}
              />
            )}
          </Labelled>
        </Flex>
      </Card>
    </Flex>
  );
}

function EndCard({ side }: { readonly side: Side }) {
  const { t } = useTranslation();
  const { project, model, change, mayEdit, reader, writer } = useWizard();
  const confirm = useConfirm();
  const end = model[side];
  const source = sourceOf(end);
  const needsConnection = ((side === 'reader' ? reader : writer)?.connection.length ?? 0) > 0;
  const choose = async (chosen: ChosenEnd): Promise<void> => {
    const connector = chosen.connector ?? end.connector;
    const isOther = connector !== end.connector;
    const hasValues = Object.keys(end.parameter).some((name) => name !== 'datasource');
    const question = { title: t('jobs.ends.otherTitle'), text: t('jobs.ends.otherText') };
    if (isOther && hasValues && !(await confirm({ ...question, action: t('jobs.ends.otherAction') }))) return;
    const next = withConnector(model, side, connector);
    if (isOther) change(withParameters(next, side, { datasource: chosen.source }));
    else if (chosen.source !== source) change(withPlace(next, side, { datasource: chosen.source }));
  };
  return (
    <Card size="small">
      <Flex vertical gap="middle">
        <EndChoice
          project={project}
          side={side}
          value={{ connector: end.connector, ...(source === undefined ? {} : { source }) }}
          isDisabled={!mayEdit}
          onChange={(chosen) => void choose(chosen)}
        />
        {source !== undefined && <ConnectivityTest source={source} />}
        {source === undefined && needsConnection && (
          <Typography.Text type="secondary">{t('jobs.ends.noSource')}</Typography.Text>
        )}
      </Flex>
    </Card>
  );
}
