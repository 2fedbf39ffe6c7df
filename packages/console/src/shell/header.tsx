import { SearchOutlined, UserOutlined } from '@ant-design/icons';
import { Button, Dropdown, Flex, Select } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, queries, shared } from '../api.ts';
import { useMe } from '../me.ts';
import { paths } from '../paths.ts';
import { useNotice } from '../ui/notice.tsx';
import { PageLink } from '../ui/link.tsx';
import { preferredProject } from './last-project.ts';
import { Logo } from './logo.tsx';
import { projectLabel } from './project-label.ts';
import { LanguageMenu, ThemeMenu } from './preference-menus.tsx';

/** Project, search, language, theme, user. */
export function Header({ onSearch }: { readonly onSearch: () => void }) {
  const { t } = useTranslation();
  return (
    <header className="header">
      <Flex align="center" gap="middle">
        <PageLink to={paths.start} className="header-logo">
          <Logo />
          <span>Sluice</span>
        </PageLink>
        <ProjectSwitcher />
      </Flex>
      <Flex align="center" gap={4}>
        <Button icon={<SearchOutlined aria-hidden />} onClick={onSearch} className="header-search">
          <span>{t('shell.searchEverywhere')}</span>
          <kbd>Ctrl K</kbd>
        </Button>
        <LanguageMenu />
        <ThemeMenu />
        <UserMenu />
      </Flex>
    </header>
  );
}

function ProjectSwitcher() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { project } = useParams({ strict: false }) as { readonly project?: string };
  const projects = useQuery(shared.projects).data ?? [];
  if (projects.length === 0) return null;
  // Beside the projects the navigation leads into this one.
  const last = preferredProject(projects);
  return (
    <Select
      aria-label={t('shell.project')}
      className="header-project"
      value={project}
      placeholder={last === undefined ? t('shell.chooseProject') : projectLabel(last)}
      options={projects.map((each) => ({ value: each.name, label: projectLabel(each) }))}
      showSearch={{ optionFilterProp: 'label' }}
      onChange={(name: string) => void navigate({ to: paths.home(name) })}
      popupMatchSelectWidth={280}
    />
  );
}

function UserMenu() {
  const { t } = useTranslation();
  const { user } = useMe();
  const navigate = useNavigate();
  const notice = useNotice();
  const signOut = async (): Promise<void> => {
    try {
      await api.people.logout();
    } catch (error) {
      return notice.failed(error);
    }
    await navigate({ to: paths.login });
    queries.clear();
  };
  const items = [
    { key: 'me', label: t('nav.me') },
    { key: 'tokens', label: t('nav.tokens') },
    { type: 'divider' as const },
    { key: 'signOut', label: t('shell.signOut') },
  ];
  const act = ({ key }: { readonly key: string }): void => {
    if (key === 'signOut') void signOut();
    else void navigate({ to: key === 'me' ? paths.me : paths.tokens });
  };
  return (
    <Dropdown trigger={['click']} menu={{ items, onClick: act }}>
      <Button type="text" icon={<UserOutlined aria-hidden />}>
        {user.displayName === '' ? user.name : user.displayName}
      </Button>
    </Dropdown>
  );
}
