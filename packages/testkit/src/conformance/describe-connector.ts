import { describe, test } from 'vitest';
import type { Check } from './check.ts';
import { explorerChecks } from './explorer-checks.ts';
import { readerChecks } from './reader-checks.ts';
import type { Subject } from './subject.ts';
import { typeChecks } from './type-checks.ts';
import { writerChecks } from './writer-checks.ts';

export const allChecks: readonly Check[] = [...readerChecks, ...writerChecks, ...typeChecks, ...explorerChecks];

/** What came of the checks that apply to a connector. */
export interface ConformanceResult {
  /** Names of all of them. */
  readonly checks: readonly string[];
  /** Names of those that were kept, in the order in which they ended; filled while the tests run. */
  readonly kept: readonly string[];
  /** Reasons of those that need not be kept, by name. */
  readonly waived: Readonly<Record<string, string>>;
}

/** Registers the tests of the conformance kit that apply to a connector. Call it at the top of its test or in a suite. */
export function describeConnector(subject: Subject): ConformanceResult {
  const checks = allChecks.filter((each) => each.appliesTo(subject));
  const kept: string[] = [];
  const waived = subject.waivers ?? {};
  describe(`conformance of ${subject.connector.name}`, () => {
    test('waivers have a reason and name a check that applies', () => checkWaivers(subject));
    for (const check of checks) {
      const reason = waived[check.name];
      test(reason === undefined ? check.name : `${check.name} (waived: ${reason})`, async () => {
        await runCheck(check, subject);
        if (reason === undefined) kept.push(check.name);
      });
    }
  });
  return { checks: checks.map(({ name }) => name), kept, waived };
}

/** Runs one check; a waived one must fail. */
export async function runCheck(check: Check, subject: Subject): Promise<void> {
  if (subject.waivers?.[check.name] === undefined) return check.run(subject);
  const failed = await check.run(subject).then(
    () => false,
    () => true,
  );
  if (!failed) throw new Error(`The waiver is no longer needed: ${check.name}`);
}

/** Throws when a waiver has no reason or names nothing. */
export function checkWaivers(subject: Subject): void {
  const names = new Set(allChecks.filter((check) => check.appliesTo(subject)).map((check) => check.name));
  for (const [name, reason] of Object.entries(subject.waivers ?? {})) {
    if (reason.trim() === '') throw new Error(`The waiver needs a reason: ${name}`);
    if (!names.has(name)) throw new Error(`No check that applies has the name of the waiver: ${name}`);
  }
}
