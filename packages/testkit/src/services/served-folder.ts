/** What file servers have in common: folders that they serve, and a first line that tells what they are. */
import { chownSync, mkdirSync, rmSync } from 'node:fs';
import { connect as connectPlain } from 'node:net';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import type { Instance } from './definition.ts';
import { userIds } from './start.ts';

/**
 * Makes `data/<database>` in the instance's folder, empty and owned by the user whose files are served. `data` itself
 * stays ours: some servers refuse a root that their users can write to.
 */
export function makeServedFolder(instance: Instance, database: string, owner: string): void {
  const ids = userIds(owner);
  const folder = join(instance.folder, 'data', database);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  if (ids !== undefined) chownSync(folder, ids.uid, ids.gid);
}

/** The first line that the server says. */
export function readBanner({ host, port, certificate }: Instance, isSecure = false): Promise<string> {
  return new Promise((resolve, reject) => {
    const ca = certificate === undefined ? {} : { ca: certificate };
    const socket = isSecure ? connectTls({ host, port, ...ca }) : connectPlain({ host, port });
    socket.setTimeout(5_000, () => socket.destroy(new Error('no answer')));
    socket.once('error', reject).once('close', () => reject(new Error('closed without a word')));
    socket.setEncoding('latin1').once('data', (text: string) => {
      resolve(text.split('\n', 1)[0]?.trim() ?? '');
      socket.destroy();
    });
  });
}
