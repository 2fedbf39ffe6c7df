import { FolderOutlined } from '@ant-design/icons';
import { Tree, type TreeDataNode } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { foldersOf, type Folder } from './folders.ts';

interface Props {
  /** Of all jobs. */
  readonly paths: readonly string[];
  /** Empty: all. */
  readonly value: string;
  readonly onChange: (path: string) => void;
}

const root = '/';

/** Folders as a tree; a choice shows what is in it and below. */
export function FolderTree({ paths, value, onChange }: Props) {
  const { t } = useTranslation();
  const data = useMemo((): TreeDataNode[] => {
    const nodeOf = ({ path, name, count, children }: Folder): TreeDataNode => ({
      key: path,
      title: `${name} (${count})`,
      icon: <FolderOutlined aria-hidden />,
      children: children.map(nodeOf),
    });
    return [{ key: root, title: `${t('jobs.allJobs')} (${paths.length})`, children: foldersOf(paths).map(nodeOf) }];
  }, [paths, t]);
  return (
    <nav className="folder-tree" aria-label={t('jobs.folders')}>
      <Tree
        blockNode
        showIcon
        defaultExpandAll
        treeData={data}
        selectedKeys={[value === '' ? root : value]}
        onSelect={(_, { node }) => onChange(node.key === root ? '' : String(node.key))}
      />
    </nav>
  );
}
