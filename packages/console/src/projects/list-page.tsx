import { PlusOutlined } from '@ant-design/icons';
import { Modal, Table, type TableColumnsType } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contract, shared, type Item } from '../api.ts';
import { roleIn, useMe } from '../me.ts';
import { paths } from '../paths.ts';
import { CopyAs } from '../ui/copy-as.tsx';
import { EmptyState } from '../ui/empty.tsx';
import { PageLink } from '../ui/link.tsx';
import { Loaded } from '../ui/loaded.tsx';
import { RefusableButton } from '../ui/may-button.tsx';
import { unknownValue } from '../ui/numbers.ts';
import { Page } from '../ui/page.tsx';
import { StatusTag } from '../ui/status.tsx';
import { Time } from '../ui/time.tsx';
import { ProjectForm } from './project-form.tsx';

type Project = Item<'projects', 'list'>;

export default function ProjectsPage() {
  const { t } = useTranslation();
  const me = useMe();
  const projects = useQuery(shared.projects);
  const [isAdding, setAdding] = useState(false);
  const columns: TableColumnsType<Project> = [
    { title: t('ui.name'), render: (_, { name }) => <PageLink to={paths.home(name)}>{name}</PageLink> },
    { title: t('projects.projectTitle'), render: (_, { title }) => title || unknownValue },
    { title: t('projects.timeZone'), dataIndex: 'timeZone' },
    {
      title: t('projects.scheduling'),
      render: (_, { isScheduling }) => (
        <StatusTag kind={isScheduling ? 'good' : 'paused'} text={t(isScheduling ? 'projects.on' : 'projects.off')} />
      ),
    },
    {
      title: t('projects.role'),
      render: (_, { name }) => {
        const role = roleIn(me, name);
        return role === undefined ? unknownValue : t(`projects.roles.${role}`);
      },
    },
    { title: t('projects.created'), render: (_, { createdAt }) => <Time at={createdAt} /> },
  ];
  return (
    <Page
      title={t('nav.projects')}
      about={t('projects.about')}
      actions={
        <>
          <CopyAs route={contract.projects.list} />
          <RefusableButton
            type="primary"
            icon={<PlusOutlined aria-hidden />}
            refusal={me.user.isAdministrator ? undefined : t('ui.mayNotInstallation')}
            onClick={() => setAdding(true)}
          >
            {t('projects.new')}
          </RefusableButton>
        </>
      }
    >
      <Loaded query={projects}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState title={t('projects.none')}>{t('projects.firstText')}</EmptyState>
          ) : (
            <Table
              rowKey="id"
              size="middle"
              pagination={false}
              scroll={{ x: 800 }}
              columns={columns}
              dataSource={[...items]}
            />
          )
        }
      </Loaded>
      <Modal open={isAdding} title={t('projects.new')} footer={null} destroyOnHidden onCancel={() => setAdding(false)}>
        <ProjectForm />
      </Modal>
    </Page>
  );
}
