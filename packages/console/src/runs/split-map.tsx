import { Collapse, Flex, Table, Tooltip, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { countText, durationText } from '../ui/numbers.ts';
import type { TaskReport } from './report.ts';
import type { Progress } from './samples.ts';

interface Props {
  readonly tasks: readonly TaskReport[] | undefined;
  readonly progress: Progress | undefined;
  readonly isRunning: boolean;
}

/** More squares say nothing more. */
const mostCells = 2_000;
const steps = 5;

/** Splits as squares: done, under way and waiting while it runs; by the time they took afterwards. */
export function SplitMap({ tasks, progress, isRunning }: Props) {
  const { t } = useTranslation();
  if (tasks !== undefined && tasks.length > 0) return <Finished tasks={tasks} />;
  const { tasksTotal: total = 0, tasksDone: done = 0, channelsBusy: busy = 0 } = progress ?? {};
  if (!isRunning || total === 0) return null;
  const kindOf = (index: number): 'done' | 'busy' | 'waiting' =>
    index < done ? 'done' : index < done + busy ? 'busy' : 'waiting';
  const text = t('runs.splits.now', { done, busy: Math.min(busy, total - done), total });
  return (
    <Flex vertical gap="small">
      <Typography.Text strong>{text}</Typography.Text>
      <div className="splits" role="img" aria-label={text}>
        {Array.from({ length: Math.min(total, mostCells) }, (_, index) => (
          <span key={index} className={`split split-${kindOf(index)}`} />
        ))}
      </div>
    </Flex>
  );
}

function Finished({ tasks }: { readonly tasks: readonly TaskReport[] }) {
  const { t } = useTranslation();
  const longest = Math.max(...tasks.slice(0, mostCells).map(({ seconds }) => seconds), 0.001);
  const text = t('runs.splits.took', { count: tasks.length });
  return (
    <Flex vertical gap="small">
      <Typography.Text strong>{text}</Typography.Text>
      <div className="splits" role="img" aria-label={text}>
        {tasks.slice(0, mostCells).map((task) => (
          <Tooltip
            key={task.taskId}
            title={`${task.label}: ${countText(task.rowsWritten)} · ${durationText(task.seconds * 1_000)}`}
          >
            <span
              className={`split split-heat-${Math.min(steps, Math.ceil((steps * task.seconds) / longest))}${
                task.rowsDirty > 0 ? ' split-dirty' : ''
              }`}
            />
          </Tooltip>
        ))}
      </div>
      <Typography.Text type="secondary">{t('runs.splits.legend')}</Typography.Text>
      <Collapse
        size="small"
        items={[{ key: 'list', label: t('runs.splits.list'), children: <TaskTable tasks={tasks} /> }]}
      />
    </Flex>
  );
}

function TaskTable({ tasks }: { readonly tasks: readonly TaskReport[] }) {
  const { t } = useTranslation();
  return (
    <Table
      size="small"
      rowKey="taskId"
      className="number"
      dataSource={[...tasks]}
      pagination={{ pageSize: 20, hideOnSinglePage: true }}
      scroll={{ x: 700 }}
      columns={[
        { title: t('runs.splits.split'), dataIndex: 'label', ellipsis: true },
        { title: t('runs.read'), align: 'right', render: (_, task) => countText(task.rowsRead) },
        { title: t('runs.written'), align: 'right', render: (_, task) => countText(task.rowsWritten) },
        { title: t('runs.dirty'), align: 'right', render: (_, task) => countText(task.rowsDirty) },
        { title: t('runs.splits.attempts'), align: 'right', dataIndex: 'attempts' },
        {
          title: t('runs.took'),
          align: 'right',
          sorter: (one, other) => one.seconds - other.seconds,
          render: (_, task) => durationText(task.seconds * 1_000),
        },
      ]}
    />
  );
}
