import { App, ConfigProvider, theme as themes } from 'antd';
import type { Locale } from 'antd/es/locale/index.js';
import { useEffect, useMemo, useState, type ReactNode } from 'react';
import { loadLanguage, type Language } from '../i18n/start.ts';
import { PreferencesContext, remember, storedTheme, type Preferences, type Theme } from '../preferences.ts';
import { tokensOf } from './theme.ts';

interface Props {
  readonly language: Language;
  readonly locale: Locale;
  readonly children: ReactNode;
}

/** Gives language and theme to everything below, and lets pages change them. */
export function PreferencesProvider({ language: firstLanguage, locale: firstLocale, children }: Props) {
  const [{ language, locale }, setLocale] = useState({ language: firstLanguage, locale: firstLocale });
  const [theme, setTheme] = useState<Theme>(storedTheme);
  const isSystemDark = useSystemDark();
  const isDark = theme === 'system' ? isSystemDark : theme === 'dark';
  useEffect(() => {
    document.documentElement.dataset['theme'] = isDark ? 'dark' : 'light';
  }, [isDark]);

  const preferences = useMemo<Preferences>(
    () => ({
      language,
      theme,
      isDark,
      setLanguage(next) {
        remember('language', next);
        void loadLanguage(next).then((loaded) => setLocale({ language: next, locale: loaded }));
      },
      setTheme(next) {
        remember('theme', next);
        setTheme(next);
      },
    }),
    [language, theme, isDark],
  );

  return (
    <PreferencesContext value={preferences}>
      <ConfigProvider
        locale={locale}
        theme={{ algorithm: isDark ? themes.darkAlgorithm : themes.defaultAlgorithm, ...tokensOf(isDark) }}
        button={{ autoInsertSpace: false }}
      >
        <App>{children}</App>
      </ConfigProvider>
    </PreferencesContext>
  );
}

function useSystemDark(): boolean {
  const [isDark, setDark] = useState(() => darkQuery().matches);
  useEffect(() => {
    const query = darkQuery();
    const listen = (): void => setDark(query.matches);
    query.addEventListener('change', listen);
    return () => query.removeEventListener('change', listen);
  }, []);
  return isDark;
}

function darkQuery(): MediaQueryList {
  return matchMedia('(prefers-color-scheme: dark)');
}
