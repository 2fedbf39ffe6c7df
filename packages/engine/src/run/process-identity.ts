/** A process that cannot be mistaken for a later one with the same number. */
import { readFileSync } from 'node:fs';

export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks from the start of the machine to that of the process; absent where the system does not tell. */
  readonly startTicks?: string;
}

export function ownProcess(): ProcessIdentity {
  const startTicks = statOf(process.pid)?.startTicks;
  return { pid: process.pid, ...(startTicks === undefined ? {} : { startTicks }) };
}

/** True while this very process of this machine runs; a zombie has ended. */
export function isAlive({ pid, startTicks }: ProcessIdentity): boolean {
  if (process.platform !== 'linux') return answersToSignal(pid);
  const stat = statOf(pid);
  if (stat === undefined || stat.state === 'Z' || stat.state === 'X') return false;
  return startTicks === undefined || startTicks === stat.startTicks;
}

function statOf(pid: number): { readonly state: string; readonly startTicks: string } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold spaces; the fields after it do not.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0] ?? '', startTicks: fields[19] ?? '' };
  } catch {
    return undefined;
  }
}

function answersToSignal(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
