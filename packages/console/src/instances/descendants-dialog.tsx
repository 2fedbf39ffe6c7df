import { useQuery } from '@tanstack/react-query';
import { Alert, Modal, Table, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, keys } from '../api.ts';
import { useProject } from '../me.ts';
import { Loaded } from '../ui/loaded.tsx';
import { cycleText, InstanceTags } from './instance-state.tsx';

interface Props {
  readonly instance: { readonly id: string; readonly job: string };
  readonly onRerun: (descendants: string[]) => void;
  readonly onClose: () => void;
}

/** Chooses what is rerun together with an instance: everything that waits for it, by default. */
export function DescendantsDialog({ instance, onRerun, onClose }: Props) {
  const { t } = useTranslation();
  const project = useProject();
  const [chosen, setChosen] = useState<readonly string[]>();
  const query = useQuery({
    queryKey: keys.of(project, 'instances', 'descendants', instance.id),
    queryFn: () => api.instances.descendants({ params: { project, instance: instance.id } }),
  });
  const all = query.data?.items.map(({ id }) => id) ?? [];
  const taken = chosen ?? all;
  return (
    <Modal
      open
      width={820}
      title={t('instances.ask.rerunDescendants', { job: instance.job })}
      okText={t('instances.rerunWith', { count: taken.length })}
      cancelText={t('ui.cancel')}
      okButtonProps={{ disabled: query.data === undefined }}
      onOk={() => onRerun([...taken])}
      onCancel={onClose}
    >
      <Loaded query={query}>
        {({ items, isCut }) => (
          <>
            {isCut ? <Alert type="warning" showIcon title={t('instances.cut', { count: 2_000 })} /> : null}
            <Table
              size="small"
              rowKey="id"
              dataSource={items}
              pagination={{ pageSize: 10, hideOnSinglePage: true }}
              locale={{ emptyText: <Typography.Text type="secondary">{t('instances.noDescendants')}</Typography.Text> }}
              rowSelection={{
                selectedRowKeys: [...taken],
                onChange: (ids) => setChosen(ids as string[]),
                getTitleCheckboxProps: () => ({ 'aria-label': t('instances.chooseAll') }) as never,
                getCheckboxProps: ({ job }) => ({ 'aria-label': job }) as never,
              }}
              columns={[
                { title: t('runs.job'), dataIndex: 'job' },
                { title: t('instances.cycleTime'), render: (_, each) => cycleText(each) },
                { title: t('ui.state'), render: (_, each) => <InstanceTags instance={each} /> },
              ]}
            />
          </>
        )}
      </Loaded>
    </Modal>
  );
}
