/** THE table of the server's start settings: environment variables, flags of `sluice server` and docs derive from it. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

const count = (fallback: number) => z.coerce.number().int().min(1).default(fallback);

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
    .meta({ description: 'postgresql://… for teams; without it an SQLite file in the data folder.' }),
  keyFile: z
    .string()
    .optional()
    .meta({ description: 'Keys that encrypt secrets, the current one first. Default: secret.key in the data folder.' }),
  key: z.string().optional().meta({ description: 'The same keys as a text, instead of a file.' }),
  slots: count(4).meta({ description: 'Runs of the built-in resource group at a time.' }),
  requestsPerMinute: count(1200).meta({ description: 'Requests of one address per minute.' }),
  trustedProxies: z
    .string()
    .default('')
    .transform((text) => text.split(',').filter((each) => each !== ''))
    .meta({ description: 'Addresses of proxies whose X-Forwarded-For is believed, by commas.' }),
  allowedHosts: z
    .string()
    .default('')
    .transform((text) => text.split(',').filter((each) => each !== ''))
    .meta({ description: 'Hosts that data sources may name (names, *.suffixes, networks), by commas. Empty: all.' }),
  deniedHosts: z
    .string()
    .default('169.254.0.0/16,fe80::/10')
    .transform((text) => text.split(',').filter((each) => each !== ''))
    .meta({ description: 'Hosts that data sources may not name; wins over allowedHosts.' }),
  logLevel: z.enum(['debug', 'info', 'warn', 'error']).default('info').meta({ description: 'What is logged.' }),
});

export type Settings = z.output<typeof settingsSchema>;

/** Settings from `SLUICE_PUBLIC_URL`-style variables; `overrides` (flags) win. */
export function readSettings(
  environment: Readonly<Record<string, string | undefined>>,
  overrides: Readonly<Record<string, unknown>> = {},
): Settings {
  const values = Object.fromEntries(
    Object.keys(settingsSchema.shape).map((name) => [name, overrides[name] ?? environment[variableOf(name)]]),
  );
  return settingsSchema.parse(values);
}

/** `publicUrl` → `SLUICE_PUBLIC_URL` */
export function variableOf(setting: string): string {
  return `SLUICE_${setting.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}
