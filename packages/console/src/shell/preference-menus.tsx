import { BulbOutlined, GlobalOutlined } from '@ant-design/icons';
import { Button, Dropdown } from 'antd';
import { useTranslation } from 'react-i18next';
import { languages, type Language } from '../i18n/start.ts';
import { usePreferences, type Theme } from '../preferences.ts';

export function LanguageMenu() {
  const { t } = useTranslation();
  const { language, setLanguage } = usePreferences();
  const items = Object.entries(languages).map(([key, label]) => ({ key, label, lang: key }));
  return (
    <Dropdown
      trigger={['click']}
      menu={{ items, selectable: true, selectedKeys: [language], onClick: ({ key }) => setLanguage(key as Language) }}
    >
      <Button type="text" icon={<GlobalOutlined aria-hidden />} aria-label={t('shell.language')} />
    </Dropdown>
  );
}

export function ThemeMenu() {
  const { t } = useTranslation();
  const { theme, setTheme } = usePreferences();
  const items = (['light', 'dark', 'system'] as const).map((key) => ({ key, label: t(`shell.themes.${key}`) }));
  return (
    <Dropdown
      trigger={['click']}
      menu={{ items, selectable: true, selectedKeys: [theme], onClick: ({ key }) => setTheme(key as Theme) }}
    >
      <Button type="text" icon={<BulbOutlined aria-hidden />} aria-label={t('shell.theme')} />
    </Dropdown>
  );
}
