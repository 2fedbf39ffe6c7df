import type { ConnectorContext } from '@sluice/core';
import { codecNamed, codecOfName } from '../families/files/codecs/index.ts';
import { fileErrors } from '../families/files/errors.ts';
import type { Storage, StoredFile } from '../families/files/storage.ts';
import type { HttpClient } from '../families/http/client.ts';
import { unpacked } from './content-encoding.ts';
import { download } from './download.ts';
import { httpfileErrors } from './errors.ts';
import { exchange } from './exchange.ts';
import { representationOf } from './representation.ts';
import { targetOf, type Target, type TargetOptions } from './targets.ts';

export interface HttpStorageSettings {
  readonly http: HttpClient;
  readonly targets: readonly Target[];
  readonly options: TargetOptions & {
    readonly compress?: string | undefined;
    readonly maxExpansion: number;
    readonly maxBytes?: number | undefined;
  };
  readonly context: Pick<ConnectorContext, 'clock' | 'signal'>;
}

/** Requests that may be under way at once in one task. */
const parallelReads = 4;

/** Files over HTTP, which can be read only. Their paths are the labels of the targets. */
export function httpStorage({ http, targets, options, context }: HttpStorageSettings): Storage {
  const { compress = '', maxExpansion, maxBytes = Infinity } = options;
  const byLabel = new Map(targets.map((target) => [target.label, target]));
  const stat = (path: string, signal: AbortSignal): Promise<StoredFile | undefined> =>
    lookUp(http, byLabel.get(path) ?? targetOf(path, options), { maxBytes, signal, clock: context.clock });
  return {
    isStream: false,
    parallelReads,

    async find(path, signal) {
      const file = await stat(path, signal);
      return file === undefined ? [] : [file];
    },

    stat: (path) => stat(path, context.signal),

    async *read(file, range, signal) {
      const target = byLabel.get(file.path) ?? targetOf(file.path, options);
      const fileCodec = compress === '' ? codecOfName(file.path) : codecNamed(compress, 'read');
      const parts = download(http, target, { file, range, signal, maxBytes, clock: context.clock });
      const { encodings, size, bytes } = await parts;
      if (encodings.length === 0) yield* bytes;
      else yield* unpacked({ path: file.path, bytes, size, encodings, fileCodec, maxExpansion });
    },

    close: async () => http.close(),

    ...readOnly,
  };
}

const refuse = async (): Promise<never> => {
  throw fileErrors.unwritable({ path: 'http', problem: 'files are only read over HTTP' });
};

const readOnly = {
  join: (folder: string, name: string) => folder + name,
  list: async () => [],
  sealed: async () => [],
  prepareFolder: refuse,
  create: refuse,
  publish: refuse,
  concatenate: refuse,
  remove: refuse,
  discard: refuse,
};

/**
 * Asks for the first byte, to learn of size and version and whether parts are served. Only then there is a size: a
 * file without one is read from start to end. Undefined when the server has no such file.
 */
async function lookUp(
  http: HttpClient,
  target: Target,
  options: { readonly maxBytes: number; readonly signal: AbortSignal; readonly clock: ConnectorContext['clock'] },
): Promise<StoredFile | undefined> {
  const { label: path, method } = target;
  // Each request would be carried out.
  if (method !== 'GET') return { path, version: '' };
  const response = await exchange(http, target, { ...options, headers: { range: 'bytes=0-0' } });
  response.discard();
  if (response.status === 404 || response.status === 410) return undefined;
  const { tag, isExact, size, encodings } = representationOf(response);
  if (size !== undefined && size > options.maxBytes)
    throw httpfileErrors.tooLarge({ url: path, maxBytes: options.maxBytes });
  const isEmpty = response.status === 416;
  const canBeCut = response.status === 206 && isExact && encodings.length === 0;
  if (isEmpty) return size === 0 ? { path, size, version: tag } : { path, version: tag };
  return canBeCut && size !== undefined ? { path, size, version: tag } : { path, version: tag };
}
