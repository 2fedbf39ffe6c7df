/** Servers of one store as child processes, which a test kills as a crash would. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { contract, createClient, type Client } from '@sluice/server/contract';

export type Api = Client<typeof contract>;

const entry = join(import.meta.dirname, 'server-process.ts');
const password = 'correct horse battery';

export interface HouseOptions {
  readonly dataFolder: string;
  /** `postgresql://…`; absent: SQLite in the data folder. */
  readonly databaseUrl?: string;
  /** Where the clock of the servers begins, ISO 8601. Absent: the time of the machine. */
  readonly startsAt?: string;
}

/** The servers of a store, and their clock. */
export class House {
  readonly dataFolder: string;
  readonly #options: HouseOptions;
  readonly #clockFile: string;
  #aheadMs = 0;

  constructor(options: HouseOptions) {
    this.#options = options;
    this.dataFolder = options.dataFolder;
    this.#clockFile = join(options.dataFolder, 'clock');
    mkdirSync(join(options.dataFolder, 'files'), { recursive: true });
    this.moveClock(options.startsAt === undefined ? 0 : Date.parse(options.startsAt) - Date.now());
  }

  get now(): number {
    return Date.now() + this.#aheadMs;
  }

  /** For all servers at the same moment. */
  moveClock(ms: number): void {
    this.#aheadMs += ms;
    writeFileSync(`${this.#clockFile}.new`, String(this.#aheadMs));
    renameSync(`${this.#clockFile}.new`, this.#clockFile);
  }

  /** Resolves when it listens. */
  async start(): Promise<ServerProcess> {
    const server = new ServerProcess(this.#environment(), join(this.dataFolder, 'servers.log'));
    await server.isListening;
    return server;
  }

  #environment(): Readonly<Record<string, string>> {
    const { databaseUrl } = this.#options;
    return {
      PATH: process.env['PATH'] ?? '',
      HOME: this.dataFolder,
      CLOCK_FILE: this.#clockFile,
      SLUICE_PORT: '0',
      SLUICE_SLOTS: '3',
      SLUICE_LOG_LEVEL: 'info',
      SLUICE_DATA_FOLDER: this.dataFolder,
      ...(databaseUrl === undefined ? {} : { SLUICE_DATABASE_URL: databaseUrl }),
    };
  }

  /** What the servers logged last, to understand a failure. */
  logTail(lines: number): string {
    const log = readFileSync(join(this.dataFolder, 'servers.log'), 'utf8').split('\n');
    return log
      .filter((line) => !line.includes('"level":30'))
      .slice(-lines)
      .join('\n');
  }
}

export class ServerProcess {
  readonly #child: ChildProcess;
  readonly isListening: Promise<void>;
  #printed = '';

  constructor(environment: Readonly<Record<string, string>>, log: string) {
    const options = ['--conditions=development', '--disable-warning=ExperimentalWarning', entry];
    const child = spawn(process.execPath, options, { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    child.stderr.on('data', (bytes: Buffer) => appendFileSync(log, bytes));
    this.isListening = new Promise((resolve, reject) => {
      child.stdout.on('data', (bytes: Buffer) => {
        appendFileSync(log, bytes);
        if (this.#printed.includes('listens on')) return;
        this.#printed += bytes.toString();
        if (this.#printed.includes('listens on')) resolve();
      });
      child.once('exit', (code, signal) => reject(new Error(`The server ended (${code ?? signal}): ${this.#printed}`)));
    });
    this.isListening.catch(() => undefined);
  }

  get url(): string {
    return /listens on (\S+)/.exec(this.#printed)?.[1] ?? '';
  }

  get isAlive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Processes of its runs, and the spare one. */
  get workers(): readonly number[] {
    return readdirSync('/proc').flatMap((name) => (isWorkerOf(name, this.pid) ? [Number(name)] : []));
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** It hangs, as a machine that is frozen; its worker processes go on. */
  freeze(): void {
    this.#child.kill('SIGSTOP');
  }

  thaw(): void {
    this.#child.kill('SIGCONT');
  }

  async kill(): Promise<void> {
    if (!this.isAlive) return;
    this.#child.kill('SIGKILL');
    await once(this.#child, 'exit');
  }

  /** Makes the first administrator; false when a server that started later has replaced the link. */
  async makeAdministrator(): Promise<boolean> {
    const code = /set-up#(\S+)/.exec(this.#printed)?.[1] ?? '';
    const body = { code, name: 'root', password };
    const { people } = createClient(contract, { baseUrl: this.url });
    return people.setUp({ body }).then(
      () => true,
      () => false,
    );
  }

  /** Signed in as the administrator; makes the project `p`. */
  async signIn(timeZone: string): Promise<Api> {
    const login = await fetch(`${this.url}/api/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'root', password }),
    });
    const cookie = login.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const api = createClient(contract, { baseUrl: this.url, headers: { cookie } });
    await api.projects.create({ body: { name: 'p', timeZone } });
    return api;
  }
}

function isWorkerOf(name: string, parent: number): boolean {
  if (!/^\d+$/.test(name)) return false;
  try {
    const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
    const isChild = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === parent;
    return isChild && readFileSync(`/proc/${name}/cmdline`, 'utf8').includes('worker/main');
  } catch {
    return false; // it has just ended
  }
}

export function killProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has just ended.
  }
}

/** Deploys a job of the project `p`. */
export async function deploy(api: Api, name: string, script: object, schedule: object): Promise<void> {
  const params = { project: 'p', job: name };
  const body = { name, script: JSON.stringify(script), parameters: 'cyc=$[yyyymmddhh24miss]', schedule };
  await api.jobs.create({ params: { project: 'p' }, body: body as never });
  await api.jobs.submit({ params, body: {} });
  await api.jobs.deploy({ params, body: {} });
}

/** Waits until a condition holds. */
export async function until(what: string, seconds: number, holds: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + seconds * 1_000;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`Waited ${seconds} s in vain: ${what}`);
    await wait(200);
  }
}
