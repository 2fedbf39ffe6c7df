import i18next, { changeLanguage, use } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Locale } from 'antd/es/locale/index.js';
import type { en } from './en/index.ts';
import { speakProblems, type ProblemLanguage } from './say-problem.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof en };
  }
}

export const languages = { en: 'English', zh: '简体中文' } as const;
export type Language = keyof typeof languages;

/** Texts and the component library's own, loaded when a language is chosen. */
const loaders = {
  en: async () => ({
    texts: (await import('./en/index.ts')).en,
    locale: (await import('antd/es/locale/en_US.js')).default,
    problems: undefined,
  }),
  zh: async () => ({
    texts: (await import('./zh/index.ts')).zh,
    locale: (await import('antd/es/locale/zh_CN.js')).default,
    problems: {
      ...(await import('./zh/problems.ts')),
      ...(await import('./zh/said.ts')),
      ...(await import('./zh/issues.ts')),
      comma: '、',
    },
  }),
} satisfies Record<Language, () => Promise<{ texts: object; locale: Locale; problems: ProblemLanguage | undefined }>>;

/** Switches all texts; answers the texts of the component library. */
export async function loadLanguage(language: Language): Promise<Locale> {
  const { texts, locale, problems } = await loaders[language]();
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
  speakProblems(problems);
  await changeLanguage(language);
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  return locale;
}
