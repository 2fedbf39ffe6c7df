import { describe, expect, test } from 'vitest';
import { allChecks, checkWaivers, describeConnector, runCheck } from './describe-connector.ts';
import { memorySubject, type Fault } from './memory-connector.ts';

describeConnector(memorySubject());

/** Names of the checks that a connector with this fault fails. */
async function failing(fault: Fault): Promise<string[]> {
  const subject = memorySubject(fault);
  const names: string[] = [];
  for (const check of allChecks.filter((each) => each.appliesTo(subject))) {
    await check.run(subject).catch(() => names.push(check.name));
  }
  return names;
}

describe('a faulty connector is found out:', () => {
  test.each<[Fault, string]>([
    ['loses-a-row-between-splits', 'reader: 3 channels read every row once'],
    ['reuses-the-batch-at-once', 'reader: a batch stays as it is until the second next one is asked for'],
    ['ignores-cancel', 'reader: cancelling ends a read with an error within 5 s'],
    ['ignores-batch-rows', 'reader: batches keep to the rows asked for'],
    ['splits-anew-on-resume', 'reader: the splits of an earlier plan are kept when asked for'],
    ['keeps-aborted-rows', 'writer: an aborted task leaves nothing'],
    ['counts-refused-rows', 'writer: isolated, exactly the refused rows come back and the others land'],
    ['names-the-wrong-refused-row', 'writer: isolated, exactly the refused rows come back and the others land'],
    ['keeps-the-batch', 'writer: a commit counts the rows and they are there'],
    ['cuts-texts', 'types: utf8 comes back as it was, or is rejected'],
    ['hides-missing-tables', 'writer: a missing target is told within 2 s'],
  ])('%s', async (fault, check) => {
    expect(await failing(fault)).toContain(check);
  });
});

describe('waivers', () => {
  const check = allChecks.find((each) => each.name === 'writer: an aborted task leaves nothing');
  if (check === undefined) throw new Error('The check is gone');
  const waivers = { [check.name]: 'the target has no transactions' };

  test('a waived check may fail', async () => {
    await runCheck(check, { ...memorySubject('keeps-aborted-rows'), waivers });
  });

  test('a waiver that is no longer needed fails', async () => {
    await expect(runCheck(check, { ...memorySubject(), waivers })).rejects.toThrow('no longer needed');
  });

  test('a waiver needs a reason and the name of a check that applies', () => {
    expect(() => checkWaivers({ ...memorySubject(), waivers: { [check.name]: ' ' } })).toThrow('reason');
    expect(() => checkWaivers({ ...memorySubject(), waivers: { 'no such check': 'why' } })).toThrow('no such check');
  });
});
