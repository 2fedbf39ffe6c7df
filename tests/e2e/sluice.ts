import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { temporaryFolder } from '@sluice/testkit';

/** Module of the command line. */
export const main = resolve(import.meta.dirname, '../../packages/cli/src/main.ts');

/** Sources as Node compiled them, kept by their content: a command starts in half the time. */
export const compileCache = resolve(import.meta.dirname, '../../.cache/compile');

/** What a call of the command line answered. */
export interface Answer {
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder to work in, with a state folder of its own. */
export class Workplace {
  readonly folder = temporaryFolder();
  readonly state = join(this.folder, 'state');

  /** Writes a file and answers its path. */
  write(name: string, content: string | object): string {
    const file = join(this.folder, name);
    mkdirSync(resolve(file, '..'), { recursive: true });
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content, undefined, 2));
    return file;
  }

  /** Runs a command to its end. */
  async run(args: readonly string[], options: StartOptions = {}): Promise<Answer> {
    return answerOf(this.start(args, options));
  }

  /** Runs a command with `--json` and parses the last line of its answer, which has another shape for every command. */
  // oxlint-disable-next-line no-explicit-any
  async json(args: readonly string[], options: StartOptions = {}): Promise<{ exitCode: number | null; answer: any }> {
    const { exitCode, stdout } = await this.run([...args, '--json'], options);
    return { exitCode, answer: JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') };
  }

  start(
    args: readonly string[],
    { input, environment = {}, through = [] }: StartOptions = {},
  ): ChildProcessWithoutNullStreams {
    const node = [process.execPath, '--conditions=development', '--disable-warning=ExperimentalWarning'];
    const [program = '', ...rest] = [...through, ...node, main, ...args];
    const child = spawn(program, rest, {
      cwd: this.folder,
      env: {
        PATH: process.env['PATH'],
        HOME: this.folder,
        LANG: 'C.UTF-8',
        SLUICE_STATE_DIR: this.state,
        NODE_COMPILE_CACHE: compileCache,
        ...environment,
      },
    });
    child.stdin.end(input ?? '');
    return child;
  }
}

export interface StartOptions {
  /** Standard input. */
  readonly input?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** A program, with its arguments, that starts the command. */
  readonly through?: readonly string[];
}

/** Waits for the end of a started command. */
export async function answerOf(child: ChildProcessWithoutNullStreams): Promise<Answer> {
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  const [exitCode] = (await once(child, 'close')) as [number | null];
  return { exitCode, stdout, stderr };
}

/** Waits until a condition holds, or fails after 20 seconds. */
export async function until(condition: () => boolean, what: string): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
