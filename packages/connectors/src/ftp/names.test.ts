import { readdirSync, writeFileSync } from 'node:fs';
import { describeWithService } from '@sluice/testkit';
import { expect, test } from 'vitest';
import { bytesOf, placeOn, storageOn } from './test-servers.ts';

const { signal } = new AbortController();
/** `订单` in GBK. */
const gbkOrders = Buffer.from([0xb6, 0xa9, 0xb5, 0xa5]);

function localBytes(folder: string, name: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${folder}/`), name]);
}

describeWithService('vsftpd', 'names in another encoding, vsftpd', (server) => {
  const fresh = async () => placeOn('vsftpd', await server().newDatabase());

  test('files with names in GBK are found, read and written', async () => {
    const { parameter, remote, local } = await fresh();
    writeFileSync(localBytes(local, Buffer.concat([gbkOrders, Buffer.from('.csv')])), 'old');
    const storage = storageOn({ ...parameter, controlEncoding: 'GBK' });
    const [found] = await storage.find(`${remote}/订*.csv`, signal);
    if (found === undefined) throw new Error('not found');
    expect(found.path).toBe(`${remote}/订单.csv`);
    expect((await bytesOf(storage.read(found, { start: 0 }, signal))).toString()).toBe('old');
    await storage.prepareFolder(`${remote}/订单`);
    const file = await storage.create(`${remote}/订单/订单.csv`);
    await file.seal();
    await storage.publish(file.path);
    const names = readdirSync(localBytes(local, gbkOrders), { encoding: 'buffer' });
    expect(names).toEqual([Buffer.concat([gbkOrders, Buffer.from('.csv')])]);
  });

  test('a name that is not in the expected encoding is an error, not a file less', async () => {
    const { parameter, remote, local } = await fresh();
    writeFileSync(localBytes(local, gbkOrders), '');
    await expect(storageOn(parameter).find(remote, signal)).rejects.toMatchObject({
      code: 'FTP_BAD_LISTING',
      hint: expect.stringContaining('set controlEncoding'),
    });
  });

  test('a name that the encoding lacks is refused', async () => {
    const { parameter, remote } = await fresh();
    const storage = storageOn({ ...parameter, controlEncoding: 'GBK' });
    await expect(storage.stat(`${remote}/ไทย.csv`)).rejects.toMatchObject({
      message: `Cannot read "/${remote}/ไทย.csv": the name has characters that GBK lacks.`,
    });
    await expect(storageOn({ ...parameter, controlEncoding: 'klingon' }).stat('x')).rejects.toMatchObject({
      code: 'FILES_UNKNOWN_ENCODING',
    });
  });

  test('a path with a line break cannot smuggle in a command', async () => {
    const { parameter } = await fresh();
    await expect(storageOn(parameter).stat('a\r\nDELE b')).rejects.toMatchObject({
      message: 'The value of "path" is not valid: it holds a line break or a zero byte.',
    });
  });
});
