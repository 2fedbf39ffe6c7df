import type { ServiceName } from './service.ts';

export interface ServiceOptions {
  /** A server of its own, which the test may kill and restart. Default: one server for all tests of the run. */
  readonly exclusive?: boolean;
  /** Accepts encrypted connections only. Needs `exclusive`. */
  readonly tls?: boolean;
  /** Server settings for this instance (`{ max_connections: '5' }`). Needs `exclusive`. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** Where the programs of a server are. */
export interface Installation {
  /** Folder of the server's programs. */
  readonly programs: string;
  /** For people: `Debian, /usr/lib/postgresql/15/bin`. */
  readonly label: string;
  /** System user that runs it when we are root. */
  readonly user: string;
}

/** One instance: how to reach it and where it lives. Plain JSON, shared between processes. */
export interface Instance {
  readonly name: ServiceName;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /** Its own folder: `data/`, `log`, configuration. */
  readonly folder: string;
  readonly installation: Installation;
  readonly options: ServiceOptions;
  /** PEM of the server's certificate, with `tls`; clients give it as `ca`. */
  readonly certificate?: string;
  readonly version: string;
}

/** What differs between the servers. */
export interface ServiceDefinition {
  readonly name: ServiceName;
  /** What to install when it is missing. */
  readonly debianPackage: string;
  /** Who logs in; default: `sluice`, with the password `sluice`. */
  user?(): string;
  /** Answers a sentence when it is not installed. */
  find(): Installation | string;
  /** Creates the data directory and configuration. */
  create(instance: Instance, run: RunProgram): Promise<void>;
  /** Program and arguments that run the server in the foreground. */
  command(instance: Instance): readonly [string, ...string[]];
  /** Logs in and asks for the version; throws while the server is not ready. */
  readVersion(instance: Instance): Promise<string>;
  /** Creates an empty database, dropping an older one of this name. */
  createDatabase(instance: Instance, database: string): Promise<void>;
  readonly urlScheme: string;
  /** Ends the server at once, without care for its data. */
  readonly stopSignal: NodeJS.Signals;
}

/** Runs a program to its end as the instance's user; throws with its output when it fails. */
export type RunProgram = (program: string, ...parameters: string[]) => Promise<void>;
