import { defineErrors } from '../../errors/define.ts';

export const textErrors = defineErrors('text', {
  unknownTimeZone: {
    message: ({ timeZone }: { timeZone: string }) => `There is no time zone "${timeZone}".`,
    hint: () => 'Use a name such as Asia/Shanghai or an offset such as +08:00 or GMT+8.',
  },
  badDateFormat: {
    message: ({ format, reason }: { format: string; reason: string }) =>
      `The date format "${format}" cannot be used: ${reason}`,
    hint: () => 'Known letters are y M d H h m s S a Z X z; other text goes between single quotes.',
  },
});
