import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import { flag, group, type Options } from '@sluice/core';
import { certificateFields } from '../relational/server-fields.ts';
import { httpErrors } from './errors.ts';

const tlsFields = {
  ...certificateFields,
  verify: flag({
    title: 'Check the certificate',
    help: 'False trusts every server, whoever it is: for tests only.',
  }).default(true),
};

/** The `ssl` field of a connection over HTTPS. */
export const sslField = group(tlsFields, { title: 'TLS', isAdvanced: true }).optional();

export interface TlsSettings {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly rejectUnauthorized: boolean;
}

/** Reads the files that `ssl` names. Throws when one is missing or is no PEM. */
export async function readTls(ssl: Partial<Options<typeof tlsFields>> | undefined): Promise<TlsSettings> {
  const pems: Record<string, string> = {};
  for (const name of ['ca', 'cert', 'key'] as const) {
    const value = ssl?.[name];
    if (value === undefined || value.trim() === '') continue;
    pems[name] = value.includes('-----BEGIN') ? value : await readPem(`ssl.${name}`, value);
  }
  try {
    createSecureContext(pems);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw httpErrors.brokenCertificate({ reason }, error);
  }
  return { ...pems, rejectUnauthorized: ssl?.verify !== false };
}

async function readPem(setting: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw httpErrors.unreadableCertificate({ setting, path }, error);
  }
}
