import { MenuFoldOutlined, MenuUnfoldOutlined } from '@ant-design/icons';
import { Button, Tooltip } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { shared } from '../api.ts';
import { useMe } from '../me.ts';
import { preferredProject } from './last-project.ts';
import { navigationOf, type NavLink } from './navigation-links.ts';

const key = 'sluice.navigation';

/** Links to the pages that the user may see. */
export function Navigation() {
  const { t } = useTranslation();
  const me = useMe();
  const projects = useQuery(shared.projects).data ?? [];
  const { project: current } = useParams({ strict: false }) as { readonly project?: string };
  const [isNarrow, setNarrow] = useState(() => localStorage.getItem(key) === 'narrow' || innerWidth < 1000);
  const project = current ?? preferredProject(projects)?.name;
  const toggle = (): void => {
    localStorage.setItem(key, isNarrow ? 'wide' : 'narrow');
    setNarrow(!isNarrow);
  };
  return (
    <nav className={isNarrow ? 'navigation navigation-narrow' : 'navigation'} aria-label={t('shell.navigation')}>
      <div className="navigation-links">
        {navigationOf(me, project).map(({ section, links }) => (
          <section key={section} aria-label={t(`nav.sections.${section}`)}>
            {isNarrow ? null : (
              <h2 className="navigation-section" aria-hidden>
                {t(`nav.sections.${section}`)}
              </h2>
            )}
            <ul>
              {links.map((link) => (
                <li key={link.to}>
                  <NavigationLink link={link} isNarrow={isNarrow} />
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
      <Button
        type="text"
        className="navigation-toggle"
        icon={isNarrow ? <MenuUnfoldOutlined aria-hidden /> : <MenuFoldOutlined aria-hidden />}
        aria-label={t(isNarrow ? 'shell.widen' : 'shell.narrow')}
        aria-expanded={!isNarrow}
        onClick={toggle}
      />
    </nav>
  );
}

function NavigationLink({ link, isNarrow }: { readonly link: NavLink; readonly isNarrow: boolean }) {
  const { t } = useTranslation();
  const Icon = link.icon;
  const text = t(`nav.${link.text}`);
  const anchor = (
    <Link to={link.to} activeOptions={{ exact: link.isExact }} className="navigation-link">
      <Icon aria-hidden />
      <span className={isNarrow ? 'visually-hidden' : ''}>{text}</span>
    </Link>
  );
  return isNarrow ? (
    <Tooltip title={text} placement="right">
      {anchor}
    </Tooltip>
  ) : (
    anchor
  );
}
