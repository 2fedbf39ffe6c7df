import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import type { JsonValue } from '@sluice/core';
import { useQuery } from '@tanstack/react-query';
import { Button, Card, Flex, Select, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { shared } from '../../api.ts';
import { isValues, listOf, type Values } from '../../form/values.ts';
import { sourceOf, textsOf, withPlace } from './model.ts';
import { useWizard } from './wizard-context.ts';

/** Tables spread over several data sources of one kind, read as one. Only for readers that declare `connection`. */
export function MoreSources() {
  const { t } = useTranslation();
  const { project, model, change, mayEdit, reader } = useWizard();
  const sources = useQuery(shared.dataSources(project));
  const declared = reader?.reader?.fields.find(({ name }) => name === 'connection');
  const isSharded = declared?.fields?.some(({ name }) => name === 'datasource') ?? false;
  const { parameter, connector } = model.reader;
  const entries = listOf(parameter['connection']).filter(isValues);
  if (!isSharded || (entries.length === 0 && sourceOf(model.reader) === undefined)) return null;
  const names = (sources.data ?? []).filter(({ type }) => type === connector).map(({ name }) => name);
  const set = (next: readonly Values[]): void => {
    const isPlain = next.length === 0;
    const values: Record<string, JsonValue | undefined> = { connection: isPlain ? undefined : [...next] };
    change(withPlace(model, 'reader', values));
  };
  const begin = (): void => {
    const { datasource, table } = parameter;
    const first: Values = { ...(datasource === undefined ? {} : { datasource }), table: [...textsOf(table)] };
    change(withPlace(model, 'reader', { connection: [first, { table: [] }], datasource: undefined, table: undefined }));
  };
  return (
    <Card size="small" title={t('jobs.shards.title')}>
      <Flex vertical gap="small">
        <Typography.Text type="secondary">{t('jobs.shards.help')}</Typography.Text>
        {entries.map((entry, index) => (
          <Flex key={index} gap="small">
            <Select
              showSearch
              aria-label={t('jobs.shards.source', { number: index + 1 })}
              placeholder={t('jobs.shards.source', { number: index + 1 })}
              className="input-narrow"
              disabled={!mayEdit}
              value={entry['datasource'] as string | undefined}
              options={names.map((name) => ({ value: name, label: name }))}
              onChange={(datasource: string) => set(entries.with(index, { ...entry, datasource }))}
            />
            <Select
              mode="tags"
              aria-label={t('jobs.shards.tables', { number: index + 1 })}
              placeholder={t('jobs.shards.tables', { number: index + 1 })}
              className="grows"
              disabled={!mayEdit}
              value={[...textsOf(entry['table'])]}
              onChange={(table: string[]) => set(entries.with(index, { ...entry, table }))}
            />
            <Button
              type="text"
              aria-label={t('jobs.shards.remove', { number: index + 1 })}
              icon={<DeleteOutlined aria-hidden />}
              disabled={!mayEdit}
              onClick={() => set(entries.toSpliced(index, 1))}
            />
          </Flex>
        ))}
        <div>
          <Button
            icon={<PlusOutlined aria-hidden />}
            disabled={!mayEdit}
            onClick={() => (entries.length === 0 ? begin() : set([...entries, { table: [] }]))}
          >
            {t('jobs.shards.add')}
          </Button>
        </div>
      </Flex>
    </Card>
  );
}
