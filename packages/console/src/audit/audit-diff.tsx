import { Descriptions, Flex, Table, Typography, type TableColumnsType } from 'antd';
import { useTranslation } from 'react-i18next';
import { unknownValue } from '../ui/numbers.ts';
import { Time } from '../ui/time.tsx';
import type { Entry } from './audit-list.tsx';
import { differences, type Difference } from './differences.ts';

/** One entry: who, from where, and each value that is not what it was. */
export function AuditDiff({ entry }: { readonly entry: Entry }) {
  const { t } = useTranslation();
  const items = [
    { key: 'at', label: t('audit.at'), children: <Time at={entry.at} /> },
    { key: 'user', label: t('audit.user'), children: entry.user ?? unknownValue },
    { key: 'address', label: t('audit.address'), children: <code>{entry.address}</code> },
    { key: 'request', label: t('audit.request'), children: <code>{entry.requestId}</code> },
  ];
  const changes = differences(entry.before, entry.after);
  const columns: TableColumnsType<Difference> = [
    { title: t('audit.value'), width: 200, render: (_, { path }) => <code className="wrap">{path || '·'}</code> },
    { title: t('audit.before'), render: (_, { before }) => <Side value={before} /> },
    { title: t('audit.after'), render: (_, { after }) => <Side value={after} /> },
  ];
  return (
    <Flex vertical gap="middle">
      <Descriptions size="small" column={2} items={items} />
      {changes.length === 0 ? (
        <Typography.Text type="secondary">{t('audit.noStates')}</Typography.Text>
      ) : (
        <Table rowKey="path" size="small" pagination={false} columns={columns} dataSource={[...changes]} />
      )}
    </Flex>
  );
}

function Side({ value }: { readonly value: string | undefined }) {
  if (value === undefined) return <span>{unknownValue}</span>;
  return <pre className="audit-value">{value}</pre>;
}
