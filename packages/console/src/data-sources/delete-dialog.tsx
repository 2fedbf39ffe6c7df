import { Alert, Flex, Modal, Skeleton } from 'antd';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, keys, queries } from '../api.ts';
import { useProject } from '../me.ts';
import { paths } from '../paths.ts';
import { ProblemBox } from '../ui/problem.tsx';
import { JobList } from './used-by.tsx';

/** Deletes a data source that nobody uses; otherwise shows who does. */
export function DeleteDialog({ name, onClose }: { readonly name: string; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const project = useProject();
  const navigate = useNavigate();
  const params = { project, name };
  const users = useQuery({
    queryKey: keys.of(project, 'data-sources', 'users', name),
    queryFn: () => api.dataSources.users({ params }),
    staleTime: 0,
  });
  const remove = useMutation({
    mutationFn: () => api.dataSources.delete({ params }),
    onSuccess: async () => {
      onClose();
      await navigate({ to: paths.dataSources(project) });
      await queries.invalidateQueries({ queryKey: keys.of(project, 'data-sources') });
    },
  });
  const jobs = users.data?.items ?? [];
  return (
    <Modal
      open
      title={t('dataSources.deleteTitle', { name })}
      okText={t('ui.delete')}
      okButtonProps={{ danger: true, disabled: !users.isSuccess || jobs.length > 0 }}
      confirmLoading={remove.isPending}
      onOk={() => remove.mutate()}
      onCancel={onClose}
    >
      <Flex vertical gap="middle">
        {users.isPending ? <Skeleton active title={false} /> : null}
        {users.isError ? <ProblemBox error={users.error} onRetry={() => void users.refetch()} /> : null}
        {users.isSuccess && jobs.length === 0 ? <span>{t('dataSources.deleteText')}</span> : null}
        {jobs.length > 0 ? (
          <>
            <Alert type="warning" showIcon title={t('dataSources.inUse', { count: jobs.length })} />
            <JobList jobs={jobs} />
          </>
        ) : null}
        {remove.isError ? <ProblemBox error={remove.error} /> : null}
      </Flex>
    </Modal>
  );
}
