import { useQuery } from '@tanstack/react-query';
import { Flex, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, keys } from '../../api.ts';
import { MayButton } from '../../ui/may-button.tsx';
import { ProblemBox } from '../../ui/problem.tsx';
import { RowsGrid } from './rows-grid.tsx';
import type { TablePlace } from './use-columns.ts';
import { useWizard } from './wizard-context.ts';

/** First rows of a table, when somebody asks for them. */
export function TablePreview({ source, table }: TablePlace) {
  const { t } = useTranslation();
  const { project, environment, draft } = useWizard();
  const [asked, setAsked] = useState<string>();
  const place = JSON.stringify([source, table, environment, draft.group]);
  const preview = useQuery({
    queryKey: keys.of(project, 'preview', place),
    enabled: asked === place,
    retry: false,
    queryFn: ({ signal }) =>
      api.dataSources.preview({
        params: { project, name: source },
        body: { environment, group: draft.group, table, rows: 20 },
        signal,
      }),
  });
  return (
    <Flex vertical gap="small">
      <Flex gap="small" align="center">
        <MayButton
          needs="dataSources.look"
          loading={preview.isFetching}
          onClick={() => (asked === place ? void preview.refetch() : setAsked(place))}
        >
          {t('jobs.source.showRows')}
        </MayButton>
        {preview.data !== undefined && (
          <Typography.Text type="secondary">
            {preview.data.isWhole
              ? t('jobs.source.wholeTable', { count: preview.data.rows.length })
              : t('jobs.source.firstRows', { count: preview.data.rows.length })}
          </Typography.Text>
        )}
      </Flex>
      {preview.isError && <ProblemBox error={preview.error} />}
      {preview.data !== undefined && <RowsGrid label={t('jobs.source.preview')} {...preview.data} />}
    </Flex>
  );
}
