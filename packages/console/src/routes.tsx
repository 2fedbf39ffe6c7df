/**
 * THE list of pages. A page is a module with a React component as its default export, loaded when it is opened. An
 * entry with `nav` also stands in the navigation, in the order of this list; its text is `nav.<text>`.
 */
import {
  AlertOutlined,
  ApiOutlined,
  AuditOutlined,
  CalendarOutlined,
  ClusterOutlined,
  ControlOutlined,
  DashboardOutlined,
  DatabaseOutlined,
  HomeOutlined,
  HistoryOutlined,
  InfoCircleOutlined,
  PlayCircleOutlined,
  ProjectOutlined,
  SettingOutlined,
  SwapOutlined,
  UnorderedListOutlined,
  TeamOutlined,
  UserOutlined,
} from '@ant-design/icons';
import type { Access } from '@sluice/server/contract';
import type { ComponentType } from 'react';
import type { en } from './i18n/en/index.ts';

export interface Page {
  readonly path: string;
  readonly load: () => Promise<{ readonly default: ComponentType }>;
  readonly nav?: NavEntry;
}

export interface NavEntry {
  readonly text: Exclude<keyof typeof en.nav, 'sections'>;
  readonly icon: ComponentType<{ readonly 'aria-hidden'?: boolean }>;
  /** Sections are separated in the navigation. */
  readonly section: 'work' | 'operate' | 'project' | 'installation';
  /** Hidden from those who may not. */
  readonly access?: Access;
}

/** Without a login and without the frame. */
export const publicPages: readonly Page[] = [
  { path: '/set-up', load: () => import('./users/set-up-page.tsx') },
  { path: '/login', load: () => import('./users/login-page.tsx') },
  { path: '/password', load: () => import('./users/password-page.tsx') },
];

/** Below `/projects/$project`; `useProject()` tells which. */
export const projectPages: readonly Page[] = [
  {
    path: '/',
    load: () => import('./projects/home-page.tsx'),
    nav: { text: 'home', icon: HomeOutlined, section: 'work' },
  },
  {
    path: '/data-sources',
    load: () => import('./data-sources/list-page.tsx'),
    nav: { text: 'dataSources', icon: DatabaseOutlined, section: 'work', access: 'dataSources.view' },
  },
  { path: '/data-sources/new', load: () => import('./data-sources/new-page.tsx') },
  { path: '/data-sources/$name', load: () => import('./data-sources/one-page.tsx') },
  {
    path: '/jobs',
    load: () => import('./jobs/list-page.tsx'),
    nav: { text: 'jobs', icon: SwapOutlined, section: 'work', access: 'jobs.view' },
  },
  { path: '/jobs/new', load: () => import('./jobs/new-page.tsx') },
  { path: '/jobs/$job', load: () => import('./jobs/one-page.tsx') },
  {
    path: '/operations',
    load: () => import('./instances/dashboard-page.tsx'),
    nav: { text: 'operations', icon: DashboardOutlined, section: 'operate', access: 'instances.view' },
  },
  {
    path: '/instances',
    load: () => import('./instances/list-page.tsx'),
    nav: { text: 'instances', icon: UnorderedListOutlined, section: 'operate', access: 'instances.view' },
  },
  { path: '/instances/$instance', load: () => import('./instances/one-page.tsx') },
  {
    path: '/calendar',
    load: () => import('./instances/calendar-page.tsx'),
    nav: { text: 'calendar', icon: CalendarOutlined, section: 'operate', access: 'instances.view' },
  },
  {
    path: '/backfills',
    load: () => import('./backfills/list-page.tsx'),
    nav: { text: 'backfills', icon: HistoryOutlined, section: 'operate', access: 'instances.view' },
  },
  { path: '/backfills/new', load: () => import('./backfills/new-page.tsx') },
  { path: '/backfills/$backfill', load: () => import('./backfills/one-page.tsx') },
  {
    path: '/runs',
    load: () => import('./runs/list-page.tsx'),
    nav: { text: 'runs', icon: PlayCircleOutlined, section: 'operate', access: 'runs.view' },
  },
  { path: '/runs/$run', load: () => import('./runs/one-page.tsx') },
  {
    path: '/alerts',
    load: () => import('./alerts/alerts-page.tsx'),
    nav: { text: 'alerts', icon: AlertOutlined, section: 'operate', access: 'alerts.view' },
  },
  {
    path: '/members',
    load: () => import('./projects/members-page.tsx'),
    nav: { text: 'members', icon: TeamOutlined, section: 'project', access: 'project.view' },
  },
  {
    path: '/settings',
    load: () => import('./projects/settings-page.tsx'),
    nav: { text: 'projectSettings', icon: ControlOutlined, section: 'project', access: 'project.view' },
  },
  {
    path: '/audit',
    load: () => import('./audit/project-audit-page.tsx'),
    nav: { text: 'audit', icon: AuditOutlined, section: 'project', access: 'audit.view' },
  },
];

/** Beside the projects. */
export const installationPages: readonly Page[] = [
  { path: '/', load: () => import('./projects/start-page.tsx') },
  { path: '/me', load: () => import('./users/me-page.tsx') },
  {
    path: '/resource-groups',
    load: () => import('./resource-groups/list-page.tsx'),
    nav: { text: 'resourceGroups', icon: ClusterOutlined, section: 'installation', access: 'signedIn' },
  },
  {
    path: '/projects',
    load: () => import('./projects/list-page.tsx'),
    nav: { text: 'projects', icon: ProjectOutlined, section: 'installation', access: 'signedIn' },
  },
  {
    path: '/users',
    load: () => import('./users/list-page.tsx'),
    nav: { text: 'users', icon: UserOutlined, section: 'installation', access: 'installation' },
  },
  {
    path: '/audit',
    load: () => import('./audit/installation-audit-page.tsx'),
    nav: { text: 'auditAll', icon: AuditOutlined, section: 'installation', access: 'installation' },
  },
  {
    path: '/tokens',
    load: () => import('./users/tokens-page.tsx'),
    nav: { text: 'tokens', icon: ApiOutlined, section: 'installation', access: 'signedIn' },
  },
  {
    path: '/settings',
    load: () => import('./system/settings-page.tsx'),
    nav: { text: 'settings', icon: SettingOutlined, section: 'installation', access: 'installation' },
  },
  {
    path: '/about',
    load: () => import('./system/about-page.tsx'),
    nav: { text: 'about', icon: InfoCircleOutlined, section: 'installation', access: 'signedIn' },
  },
];
