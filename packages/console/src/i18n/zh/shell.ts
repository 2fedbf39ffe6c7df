import type { shell as english } from '../en/shell.ts';
import type { TextsOf } from '../texts.ts';

export const shell: TextsOf<typeof english> = {
  skip: '跳到内容',
  navigation: '主导航',
  widen: '展开导航',
  narrow: '收起导航',
  project: '项目',
  chooseProject: '选择项目',
  searchEverywhere: '搜索',
  language: '语言',
  theme: '主题',
  themes: { light: '浅色', dark: '深色', system: '跟随系统' },
  signOut: '退出登录',
  reload: '重新加载页面',
  missing: '页面不存在',
  missingText: '没有这个页面，或者您没有查看权限。',
  missingHint: '请检查地址，或请项目管理员为您分配角色。',
  toStart: '返回首页',
  search: {
    title: '全局搜索',
    placeholder: '任务、数据源、运行、实例、页面……',
    nothing: '没有找到与“{{text}}”相关的内容。',
    hint: '输入名称的一部分，或粘贴运行、实例的 ID。',
    keys: '↑ ↓ 选择 · 回车打开 · Esc 关闭',
    kinds: {
      page: '页面',
      project: '项目',
      job: '任务',
      dataSource: '数据源',
      run: '运行',
      instance: '实例',
    },
  },
};
