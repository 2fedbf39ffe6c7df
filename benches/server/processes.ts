/** What processes take, and the server as its users start it. Linux only. */
import { spawn, type ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { contract, createClient, type Client } from '../../packages/server/src/contract/index.ts';

const main = resolve(import.meta.dirname, '../../packages/server/dist/main.js');
const tickMs = 10;
const password = 'four unrelated words';

export type Api = Client<typeof contract>;

export interface ServerProcess {
  readonly pid: number;
  readonly url: string;
  /** Of the link that a server without users prints. */
  readonly setUpCode: string;
  stop(): Promise<void>;
}

/** The built server in a process of its own. */
export async function startServerProcess(databaseUrl: string, dataFolder: string): Promise<ServerProcess> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main], {
    env: {
      ...process.env,
      SLUICE_PORT: '0',
      SLUICE_DATA_FOLDER: dataFolder,
      SLUICE_DATABASE_URL: databaseUrl,
      SLUICE_LOG_LEVEL: 'warn',
      SLUICE_REQUESTS_PER_MINUTE: '1000000',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const printed = await untilListening(child);
  return {
    pid: child.pid as number,
    url: /listens on (\S+);/.exec(printed)?.[1] ?? '',
    setUpCode: /set-up#(\S+)/.exec(printed)?.[1] ?? '',
    stop: () =>
      new Promise((done) => {
        child.once('exit', () => done());
        child.kill('SIGTERM');
      }),
  };
}

function untilListening(child: ChildProcess): Promise<string> {
  let printed = '';
  return new Promise((done, fail) => {
    child.once('exit', (code) => fail(new Error(`The server ended with ${code}: ${printed}`)));
    child.stdout?.on('data', (bytes: Buffer) => {
      printed += bytes.toString();
      if (printed.includes('listens on')) done(printed);
    });
  });
}

/** The session of a first administrator. */
export async function setUp({ url, setUpCode: code }: ServerProcess): Promise<string> {
  const response = await fetch(`${url}/api/set-up`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code, name: 'ada', password }),
  });
  return /sluice_session=([^;]+)/.exec(response.headers.get('set-cookie') ?? '')?.[1] ?? '';
}

export function apiOf({ url }: ServerProcess, session: string): Api {
  return createClient(contract, { baseUrl: url, headers: { cookie: `sluice_session=${session}` } });
}

/** User and system time of a process so far. */
export function cpuMsOf(pid: number): number {
  return (statOf(String(pid))?.ticks ?? 0) * tickMs;
}

/** Of a process and all that it has started, without those that have ended and were not waited for. */
export function cpuMsOfTree(pid: number): number {
  return treeOf(pid).reduce((sum, { ticks }) => sum + ticks * tickMs, 0);
}

/** Memory that a process holds; of its libraries, which processes share, only its part when `isShared`. */
export function memoryMbOf(pid: number, isShared = false): number {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  return Number((isShared ? /^Pss:\s+(\d+)/m : /^Rss:\s+(\d+)/m).exec(text)?.[1]) / 1_024;
}

export function childrenOf(pid: number): readonly number[] {
  return treeOf(pid).flatMap((each) => (each.pid === String(pid) ? [] : [Number(each.pid)]));
}

interface Stat {
  readonly pid: string;
  readonly parent: string;
  readonly ticks: number;
}

function treeOf(root: number): readonly Stat[] {
  const all = new Map(
    readdirSync('/proc').flatMap((pid) => {
      const stat = /^\d+$/.test(pid) ? statOf(pid) : undefined;
      return stat === undefined ? [] : [[pid, stat] as const];
    }),
  );
  const isOurs = (pid: string): boolean =>
    pid === String(root) || (all.has(pid) && isOurs((all.get(pid) as Stat).parent));
  return [...all.values()].filter(({ pid }) => isOurs(pid));
}

/** Undefined when the process has just ended. */
function statOf(pid: string): Stat | undefined {
  try {
    const fields =
      readFileSync(join('/proc', pid, 'stat'), 'utf8')
        .split(') ')
        .at(-1)
        ?.split(' ') ?? [];
    return { pid, parent: fields[1] ?? '', ticks: Number(fields[11]) + Number(fields[12]) };
  } catch {
    return undefined;
  }
}
