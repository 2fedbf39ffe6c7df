import i18next, { changeLanguage, use } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Locale } from 'antd/es/locale/index.js';
import type { en } from './en/index.ts';
import { speakUnits } from '../ui/numbers.ts';
import { speakProblems, type ProblemLanguage } from './say-problem.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof en };
  }
}

export const languages = { en: 'English', zh: '简体中文' } as const;
export type Language = keyof typeof languages;

/**
 * Texts and the component library's own, loaded when a language is chosen. What others say in it (help of connectors,
 * errors) is much more and comes at its own time; the first page does not wait for it.
 */
const loaders = {
  en: async () => ({
    texts: (await import('./en/index.ts')).en,
    locale: (await import('antd/es/locale/en_US.js')).default,
    saying: undefined,
  }),
  zh: async () => {
    const saying = import('./zh/language.ts').then(({ language }) => language);
    const [{ zh: texts }, { default: locale }] = await Promise.all([
      import('./zh/index.ts'),
      import('antd/es/locale/zh_CN.js'),
    ]);
    return { texts, locale, saying };
  },
} satisfies Record<
  Language,
  () => Promise<{ texts: object; locale: Locale; saying: Promise<ProblemLanguage> | undefined }>
>;

/** Switches all texts; answers the texts of the component library. */
export async function loadLanguage(language: Language): Promise<Locale> {
  const { texts, locale, saying } = await loaders[language]();
  if (!i18next.isInitialized) {
    await use(initReactI18next).init({
      lng: language,
      fallbackLng: false,
      resources: {},
      interpolation: { escapeValue: false }, // React escapes
      returnNull: false,
    });
  }
  i18next.addResourceBundle(language, 'translation', texts, true, true);
  speakProblems(undefined);
  speakUnits(texts.ui.units);
  await changeLanguage(language);
  void saying?.then(async (problems) => {
    if (i18next.language !== language) return;
    speakProblems(problems);
    // The same language again: what is on the screen is said anew.
    await changeLanguage(language);
  });
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  return locale;
}
