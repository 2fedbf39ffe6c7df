import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { queries, shared } from './api.ts';
import { loadLanguage } from './i18n/start.ts';
import { storedLanguage } from './preferences.ts';
import { createPageRouter } from './router.tsx';
import { publicPages } from './routes.tsx';
import { PreferencesProvider } from './shell/preferences-provider.tsx';
import './console.css';

const language = storedLanguage();
// What every page behind the login waits for is asked for while the texts are loaded.
if (!publicPages.some(({ path }) => location.pathname === path))
  queries.ensureQueryData(shared.me).then(
    () => queries.prefetchQuery(shared.projects),
    // The frame tells what is wrong, or leads to the login.
    () => undefined,
  );
const locale = await loadLanguage(language);
const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element "root"');

createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <PreferencesProvider language={language} locale={locale}>
        <RouterProvider router={createPageRouter()} />
      </PreferencesProvider>
    </QueryClientProvider>
  </StrictMode>,
);
