import { FileOutlined, TableOutlined } from '@ant-design/icons';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Checkbox, Empty, Flex, Input, Spin, Tree, Typography, type TreeDataNode } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, keys, type Item } from '../../api.ts';
import { ProblemBox } from '../../ui/problem.tsx';
import { countText } from '../../ui/numbers.ts';
import { useSettled } from '../use-checks.ts';
import { useWizard } from './wizard-context.ts';

type TableEntry = Item<'dataSources', 'tables'>;

interface Props {
  readonly source: string;
  readonly value: readonly string[];
  /** Several may be read as one. */
  readonly canBeSeveral: boolean;
  readonly onChange: (tables: readonly string[]) => void;
}

/** Longer lists are searched by the server. */
const mostTables = 10_000;

/** Tables or files of a data source by schema, with search. Only what is in sight is drawn. */
export function TableTree({ source, value, canBeSeveral, onChange }: Props) {
  const { t } = useTranslation();
  const { project, environment, draft, mayEdit } = useWizard();
  const [search, setSearch] = useState('');
  const [isSeveral, setSeveral] = useState(value.length > 1);
  const [isCut, setCut] = useState(false);
  const asked = useSettled(isCut ? search.trim() : '', 300);
  const tables = useQuery({
    queryKey: keys.of(project, 'tables', source, environment, draft.group, asked),
    staleTime: 60_000,
    retry: false,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const look = { environment, group: draft.group, limit: mostTables };
      const query = asked === '' ? look : { ...look, search: asked };
      const { items } = await api.dataSources.tables({ params: { project, name: source }, query, signal });
      if (items.length >= mostTables) setCut(true);
      return items;
    },
  });
  const shown = useMemo(() => matching(tables.data ?? [], search), [tables.data, search]);
  const data = useMemo(() => treeOf(shown), [shown]);
  const choose = (keysOfTree: readonly unknown[]): void => {
    const names = new Set(shown.map(({ name }) => name));
    const chosen = keysOfTree.map(String).filter((key) => names.has(key));
    const hidden = isSeveral ? value.filter((name) => !names.has(name)) : [];
    onChange([...hidden, ...chosen]);
  };
  return (
    <Flex vertical gap="small">
      <Input.Search
        allowClear
        aria-label={t('jobs.tables.search')}
        placeholder={t('jobs.tables.search')}
        value={search}
        onChange={(event) => setSearch(event.target.value)}
      />
      {canBeSeveral && (
        <Checkbox disabled={!mayEdit} checked={isSeveral} onChange={(event) => setSeveral(event.target.checked)}>
          {t('jobs.tables.several')}
        </Checkbox>
      )}
      {tables.isError && <ProblemBox error={tables.error} onRetry={() => void tables.refetch()} />}
      <Spin spinning={tables.isPending}>
        {tables.data !== undefined && shown.length === 0 ? (
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('jobs.tables.none')} />
        ) : (
          <Tree
            key={`${source} ${isSeveral}`}
            className="table-tree"
            height={420}
            itemHeight={28}
            blockNode
            showIcon
            disabled={!mayEdit}
            defaultExpandAll={shown.length < 2_000}
            checkable={isSeveral}
            selectable={!isSeveral}
            treeData={data}
            checkedKeys={[...value]}
            selectedKeys={isSeveral ? [] : [...value]}
            onCheck={(checked) => choose(Array.isArray(checked) ? checked : checked.checked)}
            onSelect={(_, { node }) => {
              if (node.isLeaf === true) onChange([String(node.key)]);
            }}
          />
        )}
      </Spin>
      <Typography.Text type="secondary">
        {tables.data === undefined
          ? ''
          : t('jobs.tables.count', { count: shown.length, text: countText(shown.length) })}
      </Typography.Text>
    </Flex>
  );
}

function matching(tables: readonly TableEntry[], search: string): readonly TableEntry[] {
  const text = search.trim().toLowerCase();
  return text === '' ? tables : tables.filter(({ name }) => name.toLowerCase().includes(text));
}

/** `public.orders` lies in `public`; names without a schema, and paths of files, stand alone. */
function treeOf(tables: readonly TableEntry[]): TreeDataNode[] {
  const groups = new Map<string, TreeDataNode[]>();
  for (const { name, kind, estimatedRows } of tables) {
    const dot = kind === 'file' ? -1 : name.indexOf('.');
    const schema = dot < 0 ? '' : name.slice(0, dot);
    const leaf: TreeDataNode = {
      key: name,
      title:
        estimatedRows === undefined ? name.slice(dot + 1) : `${name.slice(dot + 1)} · ~${countText(estimatedRows)}`,
      icon: kind === 'file' ? <FileOutlined aria-hidden /> : <TableOutlined aria-hidden />,
      isLeaf: true,
    };
    const group = groups.get(schema);
    if (group === undefined) groups.set(schema, [leaf]);
    else group.push(leaf);
  }
  if (groups.size === 1) return [...groups.values()][0] ?? [];
  return [...groups].flatMap(([schema, children]) =>
    schema === '' ? children : [{ key: `schema:${schema}`, title: `${schema} (${children.length})`, children }],
  );
}
