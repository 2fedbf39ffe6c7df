/** Names of servers, which tell those of the same machine whether their process still runs. */
import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { isAlive, ownProcess } from '@sluice/engine';
import { newId } from './ids.ts';

/** `<id>` alone where the system does not tell enough, else `<id>.<machine>.<process>.<start of the process>`. */
export function newServerId(now: number): string {
  const { pid, startTicks } = ownProcess();
  const machine = ownMachine();
  if (machine === undefined || startTicks === undefined) return newId(now);
  return [newId(now), machine, pid, startTicks].join('.');
}

/** True when its process ran on this machine and has ended; false also when that cannot be known. */
export function isGone(serverId: string): boolean {
  const [, machine, pid, startTicks] = serverId.split('.');
  if (machine === undefined || machine !== ownMachine() || startTicks === undefined) return false;
  return !isAlive({ pid: Number(pid), startTicks });
}

let known: { readonly machine: string | undefined } | undefined;

/** Differs after each start of the machine, and between containers, which count their processes by themselves. */
function ownMachine(): string | undefined {
  known ??= { machine: readMachine() };
  return known.machine;
}

function readMachine(): string | undefined {
  try {
    const facts = [readFileSync('/proc/sys/kernel/random/boot_id', 'utf8'), readlinkSync('/proc/self/ns/pid')];
    return createHash('sha256').update(facts.join('\n')).digest('hex').slice(0, 16);
  } catch {
    return undefined;
  }
}
