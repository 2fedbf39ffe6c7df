import type { form as english } from '../en/form.ts';
import type { TextsOf } from '../texts.ts';

export const form: TextsOf<typeof english> = {
  advanced_one: '更多选项（{{count}} 项，已设置 {{set}} 项）',
  advanced_other: '更多选项（{{count}} 项，已设置 {{set}} 项）',
  unknown: '原样保留',
  unknownHint: '这些值在这里没有对应的输入项，将原样保留。',
  automatic: '自动',
  default: '默认：{{value}}',
  choose: '请选择……',
  secretSet: '已设置',
  replace: '替换',
  remove: '移除',
  keepSecret: '保留已存的值',
  upload: '从文件读取……',
  uploadOf: '{{title}}：从文件读取',
  fileTooLarge: '{{name}} 超过 256 KiB，不像是证书或密钥。',
  noJson: '内容还不是有效的 JSON，以最后一次有效的值为准。',
  name: '名称',
  value: '值',
  nameOf: '{{title}} {{number}}：名称',
  valueOf: '{{title}} {{number}}：值',
  removeNumber: '移除 {{title}} {{number}}',
  add: '添加',
  addStatement: '添加语句',
  example: '例如：',
  isMissing: '必填项。',
};
