export { runCli } from './cli.ts';
export { exitCodeMeanings, exitCodeOf, exitCodes } from './command/exit-codes.ts';
export { environmentName, settingTable } from './command/settings.ts';
export type { SettingName } from './command/settings.ts';
export { buildProgram } from './program.ts';
