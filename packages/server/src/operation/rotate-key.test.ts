import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { service, temporaryFolder } from '@sluice/testkit';
import { describe, expect, test } from 'vitest';
import { loadKeyring } from '../secrets/keyring.ts';
import { openStore } from '../store/open.ts';
import { addKey, encryptedColumns, reencrypt } from './rotate-key.ts';

describe.each(['sqlite', 'postgresql'] as const)('a new key on %s', (dialect) => {
  test('takes over every secret while a server goes on with its keyring', async () => {
    const url = dialect === 'sqlite' ? ':memory:' : (await (await service('postgresql')).newDatabase()).url;
    const store = await openStore(url);
    const file = join(temporaryFolder(), 'folder', 'secret.key');
    const ofServer = loadKeyring({ file });
    const before = ofServer.current;
    for (let number = 0; number < 450; number++)
      await store.database
        .insertInto('data_sources')
        .values({
          id: `s${number}`,
          project_id: 'p',
          name: `s${number}`,
          name_key: `s${number}`,
          environment: 'production',
          type: 'mysql',
          description: '',
          connection: ofServer.encrypt(`secret ${number}`, `data source s${number}`),
          version: 1,
          changed_at: 1,
          changed_by: null,
        })
        .execute();
    addKey(file);
    const rotating = loadKeyring({ file });
    expect(await reencrypt(store, rotating)).toBe(450);
    expect(await reencrypt(store, rotating)).toBe(0);
    const rows = await store.database.selectFrom('data_sources').select(['id', 'connection']).execute();
    const [row] = rows.filter(({ id }) => id === 's7');
    expect(row?.connection.startsWith(`${rotating.current}:`)).toBe(true);
    expect(rotating.current).not.toBe(before);
    expect(ofServer.decrypt(row?.connection ?? '', 'data source s7')).toBe('secret 7');
    expect(ofServer.current).toBe(rotating.current);
    expect(readFileSync(file, 'utf8').trim().split('\n')).toHaveLength(2);
    await store.close();
  });
});

test('everything that is declared as encrypted is listed', async () => {
  const { globSync } = await import('node:fs');
  const folder = join(import.meta.dirname, '../store/tables');
  const declared = globSync('*.ts', { cwd: folder }).flatMap((name) => {
    const text = readFileSync(join(folder, name), 'utf8');
    return [...text.matchAll(/\/\*\*[^*]*ncrypted[^*]*\*\/\s*(\w+): string/g)].map((match) => match[1]);
  });
  expect(declared.toSorted()).toEqual(encryptedColumns.map(({ column }) => column).toSorted());
});
