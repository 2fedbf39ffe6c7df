import { createSecretKey, KeyObject } from 'node:crypto';
import type { Client } from 'ssh2';

/**
 * Gives the client library its session keys as key objects. It hands the plain key to Node with every packet of
 * 32 KiB, and Node makes a key object of it each time: a third of all the work of a transfer.
 *
 * These are fields that the library does not document. Where they are not what they were (version 1.17, AES-GCM),
 * nothing happens and transfers are slower. Answers whether it worked.
 */
export function keepKeyObjects(client: Client): boolean {
  const { _protocol: protocol } = client as unknown as { readonly _protocol?: Record<string, unknown> };
  const outgoing = replaceKey(protocol?.['_cipher'], '_encKey');
  const incoming = replaceKey(protocol?.['_decipher'], '_decipherKey');
  return outgoing && incoming;
}

function replaceKey(cipher: unknown, field: string): boolean {
  if (typeof cipher !== 'object' || cipher === null) return false;
  const holder = cipher as Record<string, unknown>;
  const key = holder[field];
  if (!Buffer.isBuffer(key) || cipher.constructor.name !== cipherNames[field]) return key instanceof KeyObject;
  holder[field] = createSecretKey(key);
  return true;
}

const cipherNames: Readonly<Record<string, string>> = {
  _encKey: 'AESGCMCipherNative',
  _decipherKey: 'AESGCMDecipherNative',
};
