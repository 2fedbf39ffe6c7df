import { useQuery } from '@tanstack/react-query';
import { Flex, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { shared } from '../api.ts';
import { sayDeclared } from '../i18n/say-problem.ts';
import { Labelled } from '../schedules/labelled.tsx';

/** A kind of system, and the data source where there is one. */
export interface ChosenEnd {
  readonly connector?: string;
  readonly source?: string;
}

export function isComplete({ connector }: ChosenEnd): boolean {
  return connector !== undefined;
}

interface Props {
  readonly project: string;
  readonly side: 'reader' | 'writer';
  readonly value: ChosenEnd;
  readonly isDisabled?: boolean;
  readonly onChange: (value: ChosenEnd) => void;
}

/** Where data comes from or goes to: a data source of the project, or a system that needs none. */
export function EndChoice({ project, side, value, isDisabled = false, onChange }: Props) {
  const { t } = useTranslation();
  const connectors = useQuery(shared.connectors);
  const sources = useQuery(shared.dataSources(project));
  const usable = (connectors.data ?? []).filter(({ canRead, canWrite }) => (side === 'reader' ? canRead : canWrite));
  const known = new Set(usable.map(({ name }) => name));
  const titles = new Map(usable.map(({ name, title }) => [name, sayDeclared(title)]));
  const options = [
    {
      label: t('jobs.ends.sources'),
      options: (sources.data ?? [])
        .filter(({ type }) => known.has(type))
        .map(({ name, type }) => ({ value: `source:${name}`, label: name, note: titles.get(type) ?? type })),
    },
    {
      label: t('jobs.ends.kinds'),
      options: usable.map(({ name, title, needsDataSource }) => ({
        value: `kind:${name}`,
        label: sayDeclared(title),
        note: needsDataSource ? t('jobs.ends.chooseLater') : '',
      })),
    },
  ];
  const choose = (key: string): void => {
    const name = key.slice(key.indexOf(':') + 1);
    if (key.startsWith('kind:')) onChange({ connector: name });
    const source = sources.data?.find((each) => each.name === name);
    if (key.startsWith('source:') && source !== undefined) onChange({ connector: source.type, source: source.name });
  };
  const { connector, source } = value;
  const chosen =
    source === undefined ? (connector === undefined ? undefined : `kind:${connector}`) : `source:${source}`;
  return (
    <Labelled label={t(`jobs.ends.${side}`)} help={connector === undefined ? undefined : titles.get(connector)}>
      {(ids) => (
        <Select
          {...ids}
          showSearch={{ optionFilterProp: 'label' }}
          className="wide"
          placeholder={t('jobs.ends.placeholder')}
          disabled={isDisabled}
          loading={connectors.isPending || sources.isPending}
          value={chosen}
          options={options}
          optionRender={({ data }) => (
            <Flex justify="space-between" gap="small">
              <span>{data.label}</span>
              <span className="muted">{(data as { readonly note?: string }).note ?? ''}</span>
            </Flex>
          )}
          onChange={choose}
        />
      )}
    </Labelled>
  );
}
