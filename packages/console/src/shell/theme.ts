import type { ThemeConfig } from 'antd';

const fonts =
  'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "WenQuanYi Micro Hei", sans-serif';

/** Derived from colours that are dark enough to read, these would be grey. */
const lightGrounds = {
  colorSuccessBg: '#f0fbe8',
  colorSuccessBorder: '#b7eb8f',
  colorWarningBg: '#fff8e1',
  colorWarningBorder: '#ffd591',
  colorErrorBg: '#fff1f0',
  colorErrorBorder: '#ffa39e',
  colorInfoBg: '#e8f3ff',
  colorInfoBorder: '#91caff',
} as const;

/** Colours with enough contrast for small text (WCAG AA) on both grounds. */
export function tokensOf(isDark: boolean): Pick<ThemeConfig, 'token' | 'components'> {
  return {
    token: {
      fontFamily: fonts,
      fontFamilyCode: 'ui-monospace, "SFMono-Regular", Menlo, Consolas, "Liberation Mono", monospace',
      fontSize: 14,
      borderRadius: 6,
      colorPrimary: isDark ? '#3c89e8' : '#0958d9',
      colorInfo: isDark ? '#65a9f3' : '#0958d9',
      colorLink: isDark ? '#7fbcff' : '#0958d9',
      colorSuccess: isDark ? '#6abe39' : '#237804',
      colorWarning: isDark ? '#e8b339' : '#8f5600',
      colorError: isDark ? '#f37370' : '#cf1322',
      ...(isDark ? {} : lightGrounds),
      colorTextSecondary: isDark ? 'rgba(255,255,255,0.75)' : 'rgba(0,0,0,0.68)',
      colorTextTertiary: isDark ? 'rgba(255,255,255,0.65)' : 'rgba(0,0,0,0.6)',
      colorTextDescription: isDark ? 'rgba(255,255,255,0.65)' : 'rgba(0,0,0,0.6)',
      colorTextPlaceholder: isDark ? 'rgba(255,255,255,0.58)' : 'rgba(0,0,0,0.56)',
    },
    components: {
      // The primary colour carries white text, so as a text of its own it is too dark.
      Tabs: isDark ? { itemSelectedColor: '#6fb1f5', itemHoverColor: '#8cc2f8', itemActiveColor: '#6fb1f5' } : {},
      Layout: { headerHeight: 48, headerPadding: '0 16px' },
      Table: { cellPaddingBlockMD: 8, cellPaddingInlineMD: 12 },
      Form: { itemMarginBottom: 18 },
    },
  };
}
