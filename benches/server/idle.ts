/** What a server takes that has nothing to do: memory and processor time of its process, as users start it. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Figure } from './figures.ts';
import { childrenOf, cpuMsOf, memoryMbOf, type ServerProcess } from './processes.ts';

/** A start is still collected then, and the first looks at everything are over. */
const settleMs = 15_000;
const windowMs = 8_000;
const goals = { memoryMb: 150, processorPercent: 1 };

export async function measureIdle(store: string, server: ServerProcess, turns: number): Promise<readonly Figure[]> {
  await sleep(settleMs);
  const memory: number[] = [];
  const processor: number[] = [];
  for (let turn = 0; turn < turns; turn++) {
    const before = cpuMsOf(server.pid);
    await sleep(windowMs);
    processor.push(((cpuMsOf(server.pid) - before) / windowMs) * 100);
    memory.push(memoryMbOf(server.pid));
  }
  const spare = childrenOf(server.pid).map((pid) => memoryMbOf(pid, true));
  return [
    { store, what: 'idle: memory', unit: 'MB', goal: goals.memoryMb, values: memory },
    { store, what: 'idle: processor', unit: '%', goal: goals.processorPercent, values: processor },
    { store, what: 'idle: memory of the spare worker, its own part', unit: 'MB', values: [Math.max(0, ...spare)] },
  ];
}
