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
      colorLinkHover: isDark ? '#a6d2ff' : '#003eb3',
      colorSuccess: isDark ? '#6abe39' : '#237804',
      colorWarning: isDark ? '#e8b339' : '#8f5600',
      colorError: isDark ? '#f37370' : '#cf1322',
      ...(isDark ? { colorBgLayout: '#0b0c0e' } : lightGrounds),
      colorTextSecondary: isDark ? 'rgba(255,255,255,0.75)' : 'rgba(0,0,0,0.68)',
      colorTextTertiary: isDark ? 'rgba(255,255,255,0.65)' : 'rgba(0,0,0,0.6)',
      colorTextDescription: isDark ? 'rgba(255,255,255,0.65)' : 'rgba(0,0,0,0.6)',
      colorTextPlaceholder: isDark ? 'rgba(255,255,255,0.58)' : 'rgba(0,0,0,0.56)',
    },
    components: {
      // Under the pointer the shades of the palette are too light, for white texts as for texts in them.
      Button: isDark
        ? {
            colorPrimaryHover: '#2f6bb8',
            colorPrimaryActive: '#285da1',
            defaultHoverColor: '#8cc2f8',
            defaultHoverBorderColor: '#65a9f3',
            defaultActiveColor: '#a6d2ff',
          }
        : {
            colorPrimaryHover: '#0a4cb5',
            colorPrimaryActive: '#003a8c',
            defaultHoverColor: '#0958d9',
            defaultHoverBorderColor: '#0958d9',
            defaultActiveColor: '#003eb3',
          },
      // The primary colour carries white text, so as a text of its own it is too dark.
      Tabs: isDark ? { itemSelectedColor: '#6fb1f5', itemHoverColor: '#8cc2f8', itemActiveColor: '#6fb1f5' } : {},
      Layout: { headerHeight: 48, headerPadding: '0 16px' },
      Descriptions: { colonMarginLeft: 0 },
      Tag: { defaultBg: isDark ? 'rgba(255,255,255,0.1)' : 'rgba(0,0,0,0.06)' },
      Table: { cellPaddingBlockMD: 8, cellPaddingInlineMD: 12 },
      Form: { itemMarginBottom: 18 },
    },
  };
}
