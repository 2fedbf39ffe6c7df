import type { Logger } from '@sluice/core';
import type { ConnectorLookup, LoadedDataSources } from '@sluice/engine';
import type { LogFormat } from '../terminal/log.ts';
import type { Screen } from '../terminal/screen.ts';
import type { Secrets } from '../terminal/secrets.ts';
import type { StandardOutput } from '../terminal/streams.ts';
import type { ExitCode } from './exit-codes.ts';
import type { Settings } from './settings.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What a command works with. */
export interface CommandContext {
  readonly settings: Settings;
  readonly environment: Environment;
  /** `--json` was given: nothing but the answer goes to standard output. */
  readonly wantsJson: boolean;
  readonly stateFolder: string;
  /** What a command on a run of this state folder has to repeat: ` --state-dir FOLDER`, or nothing. */
  readonly stateFlag: string;
  /** For people, on standard error. */
  readonly screen: Screen;
  readonly logFormat: LogFormat;
  readonly log: Logger;
  readonly output: StandardOutput;
  readonly input: () => AsyncIterable<Uint8Array>;
  readonly secrets: Secrets;
  readonly config: LoadedDataSources;
  readonly connectors: ConnectorLookup;
}

/** What a command answers. */
export interface Outcome {
  /** One sentence. */
  readonly summary: string;
  /** For `--json`. */
  readonly result?: unknown;
  /** For people, on standard output. */
  readonly lines?: readonly string[];
  /** Printed by `--json` instead of the envelope. */
  readonly bare?: object;
  /** Lines are data as they are: nothing is masked in them. */
  readonly isData?: boolean;
  readonly exitCode?: ExitCode;
}
