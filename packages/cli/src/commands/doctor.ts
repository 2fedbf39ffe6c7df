import { accessSync, constants, existsSync, mkdirSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Command } from 'commander';
import { asSluiceError } from '@sluice/core';
import { loadDataSources } from '@sluice/engine';
import type { CommandContext, Outcome } from '../command/context.ts';
import { exitCodes } from '../command/exit-codes.ts';
import { perform } from '../command/perform.ts';
import { findConnector } from '../job/find-connector.ts';
import { withExplorer } from '../job/with-explorer.ts';
import { formatAmount, formatBytes } from '../terminal/numbers.ts';
import type { Look, Style, Symbol } from '../terminal/screen.ts';
import { styled, symbol } from '../terminal/screen.ts';

/** One thing that was looked at. */
interface Finding {
  readonly group: string;
  readonly status: 'ok' | 'warn' | 'fail';
  readonly message: string;
  readonly fix?: string;
}

const minFreeBytes = 1_000_000_000;

export function configure(command: Command): void {
  command
    .option('--offline', 'do not try to reach the data sources')
    .action((flags: { offline?: boolean } & Record<string, unknown>) =>
      perform('doctor', flags, (context) => doctor(flags.offline === true, context), { toleratesBrokenConfig: true }),
    );
}

async function doctor(isOffline: boolean, context: CommandContext): Promise<Outcome> {
  const findings = [
    nodeVersion(),
    timeZoneData(),
    stateFolder(context.stateFolder),
    diskSpace(context.stateFolder),
    configFile(context),
    ...(await drivers(context)),
    ...(await dataSources(context, isOffline)),
  ];
  const failed = findings.filter(({ status }) => status === 'fail').length;
  const warned = findings.filter(({ status }) => status === 'warn').length;
  const summary = failed + warned === 0 ? 'everything is in order' : `${failed} to fix, ${warned} to look at`;
  return {
    summary,
    result: { findings },
    lines: [...findingLines(findings, context.screen.look), '', summary],
    exitCode: failed === 0 ? exitCodes.ok : exitCodes.environment,
  };
}

const signs: Readonly<Record<Finding['status'], readonly [Symbol, Style]>> = {
  ok: ['ok', 'green'],
  warn: ['warn', 'yellow'],
  fail: ['fail', 'red'],
};

function findingLines(findings: readonly Finding[], look: Look): string[] {
  return findings.flatMap(({ group, status, message, fix }, index) => {
    const [sign, style] = signs[status];
    const isNewGroup = findings[index - 1]?.group !== group;
    const head = isNewGroup ? [...(index === 0 ? [] : ['']), styled(group, 'bold', look)] : [];
    const line = `  ${styled(symbol(sign, look), style, look)} ${message}`;
    return fix === undefined ? [...head, line] : [...head, line, `      ${symbol('hint', look)} ${fix}`];
  });
}

function nodeVersion(): Finding {
  const major = Number(process.versions.node.split('.')[0]);
  const group = 'Machine';
  if (major >= 24) return { group, status: 'ok', message: `Node ${process.versions.node}` };
  return {
    group,
    status: 'fail',
    message: `Node ${process.versions.node} is too old`,
    fix: 'Install Node 24 or newer.',
  };
}

/** Conversions with time zones need the full data, which some slim builds of Node lack. */
function timeZoneData(): Finding {
  const group = 'Machine';
  try {
    const format = new Intl.DateTimeFormat('en', { timeZone: 'Asia/Shanghai', hour: 'numeric', hourCycle: 'h23' });
    if (format.format(new Date(0)) !== '08') throw new Error('wrong offset');
    return {
      group,
      status: 'ok',
      message: `time zones; this machine is in ${Intl.DateTimeFormat().resolvedOptions().timeZone}`,
    };
  } catch {
    return { group, status: 'fail', message: 'time zone data is missing', fix: 'Use a Node build with full ICU data.' };
  }
}

function stateFolder(folder: string): Finding {
  const group = 'Machine';
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.W_OK);
    return { group, status: 'ok', message: `state folder ${folder}` };
  } catch {
    const fix = 'Give --state-dir or SLUICE_STATE_DIR a folder that this user may write.';
    return { group, status: 'fail', message: `state folder ${folder} cannot be written`, fix };
  }
}

function diskSpace(folder: string): Finding {
  const group = 'Machine';
  let existing = folder;
  while (!existsSync(existing) && existing !== dirname(existing)) existing = dirname(existing);
  const { bavail, bsize } = statfsSync(existing);
  const free = bavail * bsize;
  const message = `${formatBytes(free)} free for checkpoints and dirty records`;
  if (free >= minFreeBytes) return { group, status: 'ok', message };
  return { group, status: 'warn', message, fix: 'Make room, or give --state-dir another disk.' };
}

function configFile({ settings, environment }: CommandContext): Finding {
  const group = 'Configuration';
  try {
    const { files, dataSources } = loadDataSources(process.cwd(), environment, settings.config);
    if (files.length === 0)
      return { group, status: 'ok', message: 'no sluice.config.json; connections stand in the jobs' };
    return { group, status: 'ok', message: `${files.join(', ')}: ${formatAmount(dataSources.size, 'data source')}` };
  } catch (error) {
    const { message, hint, place } = asSluiceError(error);
    const where = place?.line === undefined ? '' : ` (line ${place.line}, column ${place.column ?? 1})`;
    return { group, status: 'fail', message: `${message}${where}`, fix: hint ?? 'Repair the file.' };
  }
}

async function drivers({ connectors }: CommandContext): Promise<Finding[]> {
  const group = 'Connectors';
  const findings: Finding[] = [];
  for (const name of connectors.names) {
    const connector = await connectors.find(name);
    for (const driver of Object.keys(connector?.drivers ?? {})) findings.push(await driverFinding(group, name, driver));
  }
  return findings;
}

async function driverFinding(group: string, connector: string, driver: string): Promise<Finding> {
  try {
    // Resolved as the connectors see it.
    const from = import.meta.resolve('@sluice/connectors');
    const { createRequire } = await import('node:module');
    createRequire(from).resolve(driver);
    return { group, status: 'ok', message: `${connector}: ${driver}` };
  } catch {
    return {
      group,
      status: 'fail',
      message: `${connector}: the library ${driver} is not installed`,
      fix: `npm install ${driver}`,
    };
  }
}

async function dataSources(context: CommandContext, isOffline: boolean): Promise<Finding[]> {
  const all = [...context.config.dataSources.keys()];
  const group = 'Data sources';
  if (isOffline)
    return all.length === 0 ? [] : [{ group, status: 'ok', message: `${all.length} not tried (--offline)` }];
  return Promise.all(all.map((name) => dataSourceFinding(group, name, context)));
}

async function dataSourceFinding(group: string, name: string, context: CommandContext): Promise<Finding> {
  const dataSource = context.config.dataSources.get(name)!;
  try {
    const connector = await findConnector(dataSource.type, context.connectors);
    if (connector.explore === undefined) return { group, status: 'ok', message: `${name}: nothing to connect to` };
    const checks = await withExplorer(name, context, (explorer) => explorer.test(), AbortSignal.timeout(15_000));
    const failed = checks.find((check) => !check.ok);
    if (failed === undefined) return { group, status: 'ok', message: name };
    return {
      group,
      status: 'fail',
      message: `${name} fails at ${failed.step}: ${failed.detail}`,
      fix: failed.hint ?? `sluice data-sources test ${name}`,
    };
  } catch (error) {
    const { message, hint } = asSluiceError(error);
    return { group, status: 'fail', message: `${name}: ${message}`, fix: hint ?? `sluice data-sources test ${name}` };
  }
}
