import { useMutation } from '@tanstack/react-query';
import { Button, Flex, Modal, Table, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, keys, queries, type Reply } from '../api.ts';
import { sayProblem } from '../i18n/say-problem.ts';
import { useProject } from '../me.ts';
import { useConfirm } from '../ui/confirm.tsx';
import { MayButton } from '../ui/may-button.tsx';
import { useNotice } from '../ui/notice.tsx';
import { StatusTag } from '../ui/status.tsx';
import { cycleText, type Instance } from './instance-state.tsx';

const operations = ['rerun', 'kill', 'setSuccess', 'freeze', 'unfreeze'] as const;
type BulkOperation = (typeof operations)[number];
type Outcome = Reply<'instances', 'operateMany'>['items'][number];

/** The server takes so many at once. */
const mostAtOnce = 500;

interface Props {
  readonly instances: readonly Instance[];
  readonly onDone: () => void;
}

/** What can be done to all chosen instances; each has an outcome of its own. */
export function BulkBar({ instances, onDone }: Props) {
  const { t } = useTranslation();
  const project = useProject();
  const confirm = useConfirm();
  const notice = useNotice();
  const act = useMutation({
    mutationFn: async (operation: BulkOperation) => {
      const outcomes: Outcome[] = [];
      for (let from = 0; from < instances.length; from += mostAtOnce) {
        const part = instances.slice(from, from + mostAtOnce).map(({ id }) => id);
        const { items } = await api.instances.operateMany({
          params: { project },
          body: { operation, instances: part },
        });
        outcomes.push(...items);
      }
      return outcomes;
    },
    onError: (error) => notice.failed(error),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.of(project, 'instances') }),
  });
  const ask = async (operation: BulkOperation): Promise<void> => {
    const action = t(`instances.operations.${operation}`);
    const title = t('instances.bulk.ask', { operation: action, count: instances.length });
    const text = t(`instances.effects.${operation}`);
    if (await confirm({ title, text, action, isDangerous: operation === 'kill' })) act.mutate(operation);
  };
  const close = (): void => {
    act.reset();
    onDone();
  };
  if (instances.length === 0) return null;
  return (
    <Flex gap="small" align="center" wrap role="toolbar" aria-label={t('instances.bulk.label')}>
      <Typography.Text strong>{t('instances.bulk.chosen', { count: instances.length })}</Typography.Text>
      {operations.map((operation) => (
        <MayButton
          key={operation}
          size="small"
          needs="instances.control"
          danger={operation === 'kill'}
          loading={act.isPending && act.variables === operation}
          onClick={() => void ask(operation)}
        >
          {t(`instances.operations.${operation}`)}
        </MayButton>
      ))}
      {act.data === undefined ? null : <Outcomes outcomes={act.data} instances={instances} onClose={close} />}
    </Flex>
  );
}

interface OutcomesProps {
  readonly outcomes: readonly Outcome[];
  readonly instances: readonly Instance[];
  readonly onClose: () => void;
}

function Outcomes({ outcomes, instances, onClose }: OutcomesProps) {
  const { t } = useTranslation();
  const names = new Map(instances.map((each) => [each.id, `${each.job} · ${cycleText(each)}`]));
  const good = outcomes.filter(({ ok }) => ok).length;
  return (
    <Modal
      open
      width={820}
      title={t('instances.bulk.outcome', { good, bad: outcomes.length - good })}
      onCancel={onClose}
      footer={
        <Button type="primary" onClick={onClose}>
          {t('ui.close')}
        </Button>
      }
    >
      <Table
        size="small"
        rowKey="instance"
        pagination={{ pageSize: 10, hideOnSinglePage: true }}
        dataSource={[...outcomes]}
        columns={[
          { title: t('instances.one'), render: (_, { instance }) => names.get(instance) ?? instance },
          {
            title: t('ui.state'),
            render: (_, { ok }) => (
              <StatusTag kind={ok ? 'good' : 'bad'} text={t(ok ? 'instances.bulk.done' : 'instances.bulk.refused')} />
            ),
          },
          {
            title: t('instances.bulk.why'),
            render: (_, { problem }) => reasonOf(problem),
          },
        ]}
      />
    </Modal>
  );
}

function reasonOf(problem: Outcome['problem']): string {
  const { code = '', detail = '', hint, values } = problem ?? {};
  const said = sayProblem({
    code,
    message: detail,
    ...(hint === undefined ? {} : { hint }),
    ...(values === undefined ? {} : { values }),
  });
  return [said.message, said.hint].filter(Boolean).join(' ');
}
