import { spawn } from 'node:child_process';

/** One timed run of a command or job. */
export interface Measurement {
  readonly seconds: number;
  /** User and system time of the client side, when it can be told. */
  readonly cpuSeconds?: number;
  readonly peakRssBytes?: number;
}

/** Runs a shell pipeline and measures wall time and the CPU time of its processes. Rejects when any part fails. */
export async function shell(command: string, environment: Readonly<Record<string, string>> = {}): Promise<Measurement> {
  const script = `set -euo pipefail\n${command}\ntimes >&3`;
  const started = performance.now();
  const { code, extra, errors } = await run('bash', ['-c', script], environment);
  const seconds = (performance.now() - started) / 1000;
  if (code !== 0) throw new Error(`${command}\nended with ${code}: ${errors.slice(-2000)}`);
  return { seconds, cpuSeconds: cpuOfChildren(extra) };
}

/** Runs a job through the built command line and reads the report it prints last. */
export async function sluice(
  launcher: string,
  job: string,
  options: readonly string[],
  stateFolder: string,
): Promise<Measurement & { readonly report: SluiceReport }> {
  const started = performance.now();
  const parameters = ['run', '--json', '--quiet', '--state-dir', stateFolder, ...options, job];
  const { code, output, errors } = await run(launcher, parameters, {});
  const seconds = (performance.now() - started) / 1000;
  if (code !== 0)
    throw new Error(
      `${launcher} ${parameters.join(' ')}\nended with ${code}: ${errors.slice(-2000)}${output.slice(-2000)}`,
    );
  const report = JSON.parse(output.trim().split('\n').at(-1) ?? '') as SluiceReport;
  return { seconds, cpuSeconds: report.cpuSeconds, peakRssBytes: report.peakRssBytes, report };
}

export interface SluiceReport {
  readonly rowsRead: number;
  readonly rowsWritten: number;
  readonly rowsDirty: number;
  readonly cpuSeconds: number;
  readonly peakRssBytes: number;
  readonly seconds: number;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

/** Half the distance between the quartiles over the median: how much a figure wobbles. */
export function noise(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  const at = (share: number): number => sorted[Math.round((sorted.length - 1) * share)] as number;
  return (at(0.75) - at(0.25)) / 2 / median(values);
}

function run(
  command: string,
  parameters: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<{ code: number | null; output: string; errors: string; extra: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...parameters], {
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      env: { ...process.env, ...environment },
    });
    const texts = ['', '', '', ''];
    for (const index of [1, 2, 3] as const) {
      child.stdio[index]?.on('data', (chunk: Buffer) => {
        texts[index] = (texts[index] + chunk.toString('utf8')).slice(-200_000);
      });
    }
    child.on('error', reject);
    child.on('close', (code) =>
      resolve({ code, output: texts[1] ?? '', errors: texts[2] ?? '', extra: texts[3] ?? '' }),
    );
  });
}

/** Second line of bash's `times`: `0m1.234s 0m0.567s` of the children. */
function cpuOfChildren(times: string): number {
  const line = times.trim().split('\n')[1] ?? '';
  return [...line.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, match) => sum + Number(match[1]) * 60 + Number(match[2]),
    0,
  );
}
