/** What numbers are counted in. */
export const units: Readonly<Record<string, string>> = {
  MB: 'MB',
  bytes: '字节',
  ms: '毫秒',
  rows: '行',
  s: '秒',
};
