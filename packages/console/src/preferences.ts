/** What a user has chosen for this browser: language and theme. Kept in it, not on the server. */
import { createContext, use } from 'react';
import { languages, type Language } from './i18n/start.ts';

export type Theme = 'light' | 'dark' | 'system';

export interface Preferences {
  readonly language: Language;
  readonly theme: Theme;
  /** What `system` means now. */
  readonly isDark: boolean;
  setLanguage(language: Language): void;
  setTheme(theme: Theme): void;
}

export const PreferencesContext = createContext<Preferences | undefined>(undefined);

export function usePreferences(): Preferences {
  const preferences = use(PreferencesContext);
  if (preferences === undefined) throw new Error('usePreferences needs <PreferencesProvider>');
  return preferences;
}

export function storedLanguage(): Language {
  const stored = localStorage.getItem('sluice.language');
  if (stored !== null && stored in languages) return stored as Language;
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

export function storedTheme(): Theme {
  const stored = localStorage.getItem('sluice.theme');
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

/** Keeps a choice for the next visit; a browser that keeps nothing is no reason to fail. */
export function remember(name: 'language' | 'theme', value: string): void {
  try {
    localStorage.setItem(`sluice.${name}`, value);
  } catch {
    // Storage is full or forbidden.
  }
}
