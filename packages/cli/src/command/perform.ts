import type { ErrorReport } from '@sluice/core';
import { asSluiceError } from '@sluice/core';
import { ConnectorLookup, defaultStateFolder, loadDataSources } from '@sluice/engine';
import { registry } from '@sluice/connectors';
import { causesOf, errorLines } from '../terminal/error-block.ts';
import { createLogger } from '../terminal/log.ts';
import { Screen } from '../terminal/screen.ts';
import { Secrets } from '../terminal/secrets.ts';
import { StandardOutput, inputOnce } from '../terminal/streams.ts';
import type { CommandContext, Environment, Outcome } from './context.ts';
import { exitCodeOf, exitCodes } from './exit-codes.ts';
import type { Settings } from './settings.ts';
import { resolveSettings } from './settings.ts';

/** Options as parsed from the command line. */
export type Flags = Readonly<Record<string, unknown>>;

export interface PerformOptions {
  /** The file that places in errors refer to. */
  readonly file?: string;
  /** Goes on with no data sources when the config file is broken. */
  readonly toleratesBrokenConfig?: boolean;
}

/** The one JSON answer of every command with `--json`. */
export interface Envelope {
  readonly command: string;
  readonly ok: boolean;
  readonly summary: string;
  readonly result: unknown;
  readonly error: ErrorReport | null;
}

/**
 * Does the work of a command and tells its outcome: the answer on standard output, as text or with `--json`; an error
 * in the one pattern on standard error, or in the envelope. Sets the exit code.
 */
export async function perform(
  command: string,
  flags: Flags,
  work: (context: CommandContext) => Promise<Outcome>,
  options: PerformOptions = {},
): Promise<void> {
  const secrets = new Secrets();
  const output = new StandardOutput(process.stdout);
  const wantsJson = flags['json'] === true;
  const fail = async (error: unknown): Promise<void> => {
    process.exitCode = output.isLeft ? exitCodes.pipeClosed : exitCodeOf(asSluiceError(error).kind);
    if (output.isLeft) return;
    await tellError({ command, error, flags, output, secrets, wantsJson, file: options.file });
  };
  // A library that throws from a callback: still one clear error, and no stack trace that might hold a secret.
  process.on('uncaughtException', (error) => void fail(error).finally(() => process.exit()));
  try {
    const context = createContext(flags, output, secrets, options);
    const outcome = await work(context);
    await tell(command, outcome, context);
    process.exitCode = outcome.exitCode ?? exitCodes.ok;
  } catch (error) {
    await fail(error);
  }
}

function createContext(
  flags: Flags,
  output: StandardOutput,
  secrets: Secrets,
  options: PerformOptions,
): CommandContext {
  const environment: Environment = process.env;
  const early = resolveSettings(flags, environment);
  const config = loadConfig(early.config, environment, options);
  const settings = resolveSettings(flags, environment, config.settings);
  for (const dataSource of config.dataSources.values()) secrets.learn(dataSource.connection, environment);
  const screen = new Screen(process.stderr, environment, settings.color, secrets);
  const { logFormat } = settings;
  return {
    settings,
    environment,
    wantsJson: flags['json'] === true,
    stateFolder: settings.stateDir ?? defaultStateFolder(environment),
    stateFlag: flags['stateDir'] === undefined ? '' : ` --state-dir ${settings.stateDir}`,
    screen,
    logFormat,
    log: createLogger(screen, logFormat, logLevelOf(settings)),
    output,
    input: inputOnce(process.stdin),
    secrets,
    config,
    connectors: new ConnectorLookup(registry),
  };
}

function loadConfig(file: string | undefined, environment: Environment, options: PerformOptions) {
  try {
    return loadDataSources(process.cwd(), environment, file);
  } catch (error) {
    if (options.toleratesBrokenConfig !== true) throw error;
    return { dataSources: new Map(), settings: {}, issues: [], files: [] };
  }
}

/** People read the progress and the closing block, machines the log: so text logs begin at warnings. */
function logLevelOf({ quiet, logLevel, logFormat }: Settings) {
  if (quiet) return 'error';
  return logLevel ?? (logFormat === 'json' ? 'info' : 'warn');
}

async function tell(command: string, outcome: Outcome, context: CommandContext): Promise<void> {
  const { output, secrets, wantsJson } = context;
  if (wantsJson) {
    const answer: Envelope = {
      command,
      ok: (outcome.exitCode ?? exitCodes.ok) === exitCodes.ok,
      summary: outcome.summary,
      result: outcome.result ?? null,
      error: null,
    };
    const value: object = outcome.bare ?? answer;
    await output.line(JSON.stringify(outcome.isData === true ? value : secrets.maskJson(value)));
    return;
  }
  const text = (outcome.lines ?? []).map((line) => `${line}\n`).join('');
  if (text !== '') await output.write(outcome.isData === true ? text : secrets.mask(text));
}

interface Failure {
  readonly command: string;
  readonly error: unknown;
  readonly flags: Flags;
  readonly output: StandardOutput;
  readonly secrets: Secrets;
  readonly wantsJson: boolean;
  readonly file: string | undefined;
}

async function tellError(failure: Failure): Promise<void> {
  const { command, error, flags, output, secrets, wantsJson } = failure;
  const known = asSluiceError(error);
  const report = secrets.maskJson(known.toJSON());
  const screen = new Screen(process.stderr, process.env, flags['color'] !== false, secrets);
  if (wantsJson) {
    const answer: Envelope = { command, ok: false, summary: report.message, result: null, error: report };
    await output.line(JSON.stringify(answer)).catch(() => undefined);
  }
  if (flags['logFormat'] === 'json' || process.env['SLUICE_LOG_FORMAT'] === 'json') {
    screen.json({ time: new Date().toISOString(), level: 'error', ...report });
    return;
  }
  if (wantsJson) return;
  screen.lines(errorLines(report, { file: failure.file, causes: causesOf(known) }, screen.look));
}
