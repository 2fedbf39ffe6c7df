import { readdirSync, readFileSync } from 'node:fs';

/** A process that cannot be mistaken for a later one with the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks since boot, as text; empty where there is no /proc. */
  readonly startTime: string;
}

export function identify(pid: number): ProcessIdentity {
  return { pid, startTime: statOf(pid)?.startTime ?? '' };
}

/** True while this very process runs; a zombie counts as gone. */
export function isAlive(identity: ProcessIdentity): boolean {
  const stat = statOf(identity.pid);
  if (stat !== undefined) return stat.state !== 'Z' && stat.startTime === identity.startTime;
  return identity.startTime === '' && answersToSignal(identity.pid);
}

/** Kills the process and its children at once, as a power cut would. Returns when they are gone. */
export async function killTree(identity: ProcessIdentity): Promise<void> {
  const children = isAlive(identity) ? childrenOf(identity.pid) : [];
  for (const each of [identity, ...children]) signal(each, 'SIGKILL');
  for (const each of [identity, ...children]) await waitUntilGone(each, 10_000);
}

/** Sends a signal to this very process; false when it is gone. */
export function signal(identity: ProcessIdentity, name: NodeJS.Signals): boolean {
  if (!isAlive(identity)) return false;
  try {
    return process.kill(identity.pid, name);
  } catch {
    return false;
  }
}

/** Resolves to false when the process still runs after `ms`. */
export async function waitUntilGone(identity: ProcessIdentity, ms: number): Promise<boolean> {
  const end = performance.now() + ms;
  while (isAlive(identity)) {
    if (performance.now() > end) return false;
    await pause(20);
  }
  return true;
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function childrenOf(parent: number): ProcessIdentity[] {
  const children: ProcessIdentity[] = [];
  for (const name of readdirSync('/proc')) {
    const stat = /^\d+$/.test(name) ? statOf(Number(name)) : undefined;
    if (stat?.parent === parent) children.push({ pid: Number(name), startTime: stat.startTime });
  }
  return children;
}

function statOf(pid: number): { state: string; parent: number; startTime: string } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold spaces; the fields after it do not.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0] ?? '', parent: Number(fields[1]), startTime: fields[19] ?? '' };
  } catch {
    return undefined;
  }
}

function answersToSignal(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
