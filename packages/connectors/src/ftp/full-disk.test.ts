import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describeWithService, temporaryFolder } from '@sluice/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { placeOn, storageOn } from './test-servers.ts';

/** Mounts a file system of a megabyte. False where that is not permitted. */
function mountSmall(folder: string): boolean {
  mkdirSync(folder, { recursive: true });
  return spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m,mode=777', 'tmpfs', folder]).status === 0;
}

function unmount(folder: string): void {
  spawnSync('umount', ['-l', folder]);
}

function canMount(): boolean {
  const folder = temporaryFolder();
  const isMounted = mountSmall(folder);
  if (isMounted) unmount(folder);
  return isMounted;
}

// Without pyftpdlib, which gives no answer any more once its own disk is full.
for (const { service, code, message } of [
  { service: 'openssh', code: 'FILES_DISK_FULL', message: 'No space left' },
  { service: 'vsftpd', code: 'FILES_UNWRITABLE', message: 'local file' },
] as const) {
  describeWithService(service, `a full disk behind ${service}`, (server) => {
    test.skipIf(!canMount())(
      'ends the writing with one clear error, and nothing half-written stays (needs mount)',
      async () => {
        const place = placeOn(service, await server().newDatabase());
        const local = join(place.local, 'small');
        expect(mountSmall(local)).toBe(true);
        onTestFinished(() => unmount(local));
        const storage = storageOn(place.parameter);
        const file = await storage.create(`${place.remote}/small/out.bin`);
        const writing = (async () => {
          for (let at = 0; at < 40; at++) await file.write(Buffer.alloc(100_000, at + 1));
          await file.seal();
        })();
        await expect(writing).rejects.toMatchObject({ code, message: expect.stringContaining(message) as string });
        await file.abort();
        expect(readdirSync(local)).toEqual([]);
      },
    );
  });
}
