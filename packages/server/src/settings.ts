/** THE table of the server's start settings: environment variables, flags of `sluice server` and docs derive from it. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { defineErrors } from '@sluice/core';

const count = (fallback: number) => z.coerce.number().int().min(1).default(fallback);
const flag = (fallback: boolean) =>
  z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]).default(fallback);
const list = (fallback: string) =>
  z
    .string()
    .default(fallback)
    .transform((text) =>
      text
        .split(',')
        .map((each) => each.trim())
        .filter((each) => each !== ''),
    );

export const settingsSchema = z.object({
  host: z.string().default('127.0.0.1').meta({ description: 'Address to listen on. Only loopback unless you say so.' }),
  port: z.coerce.number().int().min(0).max(65_535).default(7070).meta({ description: 'Port to listen on.' }),
  publicUrl: z.url().optional().meta({ description: 'Address under which users reach the console, for links.' }),
  dataFolder: z
    .string()
    .default(join(homedir(), '.sluice', 'server'))
    .meta({ description: 'Store, key, runs. Several servers on one PostgreSQL share it.' }),
  databaseUrl: z
    .string()
    .optional()
    .meta({ description: 'postgresql://… for teams; without it an SQLite file in the data folder.', isSecret: true }),
  keyFile: z
    .string()
    .optional()
    .meta({ description: 'Keys that encrypt secrets, the current one first. Default: secret.key in the data folder.' }),
  key: z.string().optional().meta({ description: 'The same keys as a text, instead of a file.', isSecret: true }),
  slots: count(4).meta({ description: 'Runs of the built-in resource group at a time.' }),
  interactiveSlots: count(4).meta({
    description:
      'Tests of data sources, previews, plans and test runs at a time, beside the runs; others wait for up to 30 seconds.',
  }),
  requestsPerMinute: count(1200).meta({ description: 'Requests of one address per minute.' }),
  trustedProxies: list('').meta({
    description: 'Addresses of proxies whose X-Forwarded-For is believed, by commas.',
  }),
  allowedHosts: list('').meta({
    description: 'Hosts that jobs and data sources may reach (names, *.suffixes, networks), by commas. Empty: all.',
  }),
  deniedHosts: list('169.254.0.0/16,fe80::/10').meta({
    description: 'Hosts that they may not reach, also when their name leads there; wins over allowedHosts.',
  }),
  fileRoots: list('').meta({
    description:
      'Folders whose files jobs and data sources may read and write, by commas; relative paths begin in the first. Default: files in the data folder.',
  }),
  secretRoots: list('').meta({
    description: 'Folders of files that ${file:…} may name, by commas. Default: secrets in the data folder.',
  }),
  oidcIssuer: z.url().optional().meta({
    description: 'OpenID Connect provider that users may sign in with. Needs oidcClientId and publicUrl.',
  }),
  oidcClientId: z.string().optional().meta({ description: 'Id of this installation at the provider.' }),
  oidcClientSecretFile: z.string().optional().meta({ description: 'File that holds the secret of this installation.' }),
  oidcCreateUsers: flag(false).meta({
    description:
      'Makes a user, without rights, for whoever the provider knows. False: only those who are users already.',
  }),
  metricsToken: z.string().min(8).optional().meta({
    description: 'Bearer token that /metrics asks for. Without it /metrics answers this machine alone.',
    isSecret: true,
  }),
  logLevel: z.enum(['debug', 'info', 'warn', 'error']).default('info').meta({ description: 'What is logged.' }),
});

export type Settings = z.output<typeof settingsSchema>;

const settingErrors = defineErrors('setting', {
  invalid: {
    message: ({ variable, problem }: { variable: string; problem: string }) => `${variable} is not valid: ${problem}.`,
    hint: () => 'docs/reference/settings.md lists the settings of the server.',
  },
});

/**
 * Settings from `SLUICE_PUBLIC_URL`-style variables; `overrides` (flags) win. Throws `SETTING_INVALID`, without the
 * value, which may be a secret.
 */
export function readSettings(
  environment: Readonly<Record<string, string | undefined>>,
  overrides: Readonly<Record<string, unknown>> = {},
): Settings {
  const values = Object.fromEntries(
    Object.keys(settingsSchema.shape).map((name) => [name, overrides[name] ?? environment[variableOf(name)]]),
  );
  const parsed = settingsSchema.safeParse(values);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const variable = variableOf(String(issue?.path[0] ?? ''));
  throw settingErrors.invalid({ variable, problem: (issue?.message ?? 'not understood').replace(/\.$/, '') });
}

export interface SettingDescription {
  readonly name: string;
  readonly variable: string;
  readonly help: string;
  /** As text; absent when there is none. */
  readonly default?: string;
  /** Not given on a command line, where others see it. */
  readonly isSecret: boolean;
}

/** All settings, for flags and the page. */
export function describeSettings(): readonly SettingDescription[] {
  return Object.entries(settingsSchema.shape).map(([name, schema]) => {
    const { description = '', isSecret } = (schema.meta() ?? {}) as { description?: string; isSecret?: boolean };
    const empty = schema.safeParse(undefined);
    const value = empty.success ? empty.data : undefined;
    const text = Array.isArray(value) ? value.join(',') : String(value ?? '');
    return {
      name,
      variable: variableOf(name),
      help: description,
      ...(text === '' ? {} : { default: text.replace(homedir(), '~') }),
      isSecret: isSecret === true,
    };
  });
}

/** `publicUrl` → `SLUICE_PUBLIC_URL` */
export function variableOf(setting: string): string {
  return `SLUICE_${setting.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}
