import { useQuery } from '@tanstack/react-query';
import { Form, Select } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { api, keys } from '../api.ts';
import { useProject } from '../me.ts';
import type { StepProps } from './new-page.tsx';

/** Which of the jobs that wait for the chosen ones run too. */
export function DescendantChoice({ body, onChange }: StepProps) {
  const { t } = useTranslation();
  const id = useId();
  const project = useProject();
  const { jobs, ranges } = body;
  const query = useQuery({
    queryKey: keys.of(project, 'instances', 'backfill-descendants', jobs, ranges),
    queryFn: ({ signal }) =>
      api.backfills.preview({ params: { project }, body: { jobs, ranges, descendants: 'all' }, signal }),
    enabled: jobs.length > 0,
    retry: false,
  });
  const descendants = (query.data?.jobs ?? []).filter(({ why }) => why === 'descendant').map(({ job }) => job);
  return (
    <Form.Item
      label={t('backfills.chooseDescendants')}
      htmlFor={`${id}-chosen`}
      extra={t('backfills.chooseDescendantsHint')}
    >
      <Select
        id={`${id}-chosen`}
        mode="multiple"
        loading={query.isFetching}
        value={body.chosen}
        options={descendants.map((name) => ({ value: name, label: name }))}
        onChange={(chosen) => onChange({ chosen })}
      />
    </Form.Item>
  );
}
