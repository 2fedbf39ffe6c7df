import { Layout, Spin } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { Outlet, useLocation, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isSignedOut, shared } from '../api.ts';
import { paths } from '../paths.ts';
import { ProblemBox } from '../ui/problem.tsx';
import { PageWaiting } from '../ui/waiting.tsx';
import { Header } from './header.tsx';
import { Navigation } from './navigation.tsx';

const SearchDialog = lazy(() => import('./search-dialog.tsx'));

/** Around every page but login and set-up: waits for the user, then header, navigation and the page. */
export function Frame() {
  const me = useQuery(shared.me);
  if (isSignedOut(me.error)) return <ToLogin />;
  if (me.data === undefined) {
    if (!me.isError) return <Spin fullscreen delay={300} />;
    return (
      <main className="page">
        <ProblemBox error={me.error} onRetry={() => void me.refetch()} />
      </main>
    );
  }
  return <FrameOfUser />;
}

/** Once, with the address that was asked for: it changes while the login is being loaded. */
function ToLogin() {
  const navigate = useNavigate();
  const { href } = useLocation();
  const next = useRef(href);
  useEffect(() => {
    void navigate({ to: paths.login, search: { next: next.current } as never, replace: true });
  }, [navigate]);
  return null;
}

function FrameOfUser() {
  const { t } = useTranslation();
  const [isSearching, setSearching] = useState(false);
  useShortcut(() => setSearching(true));
  return (
    <Layout className="frame">
      <a href="#content" className="skip-link">
        {t('shell.skip')}
      </a>
      <Header onSearch={() => setSearching(true)} />
      <Layout className="frame-body">
        <Navigation />
        <main id="content" tabIndex={-1} className="frame-page">
          <Suspense fallback={<PageWaiting />}>
            <Outlet />
          </Suspense>
        </main>
      </Layout>
      {isSearching ? (
        <Suspense fallback={null}>
          <SearchDialog onClose={() => setSearching(false)} />
        </Suspense>
      ) : null}
    </Layout>
  );
}

/** Ctrl-K, or Command-K. */
function useShortcut(action: () => void): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      action();
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  });
}
