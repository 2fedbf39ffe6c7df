import type { JsonValue, SluiceError } from '@sluice/core';
import { fileErrors } from '../../errors.ts';
import type { FileBytes } from '../block-format.ts';
import { Damage } from '../damage.ts';
import { Cursor } from './cursor.ts';
import { type AvroNode, parseSchema } from './schema.ts';

export interface AvroHeader {
  readonly root: AvroNode;
  readonly codec: string;
  readonly sync: Buffer;
  /** Where the first block begins. */
  readonly end: number;
}

export const syncBytes = 16;
const magic = Buffer.from('Obj\x01', 'latin1');
const firstBytes = 64 * 1024;
/** A schema beyond this is taken for damage. */
const mostHeaderBytes = 64 * 1024 * 1024;

/** Throws `FILES_CORRUPT` when the file does not begin as an Avro file, or does not end with the end of a block. */
export async function readHeader(file: FileBytes, signal: AbortSignal): Promise<AvroHeader> {
  const header = await readGrowing(file, signal);
  const tail = Buffer.from(await file.read(file.size - syncBytes, file.size, signal));
  if (!tail.equals(header.sync)) throw corrupt(file.path, 'it does not end with the end of a block (truncated?)');
  return header;
}

async function readGrowing(file: FileBytes, signal: AbortSignal): Promise<AvroHeader> {
  for (let size = firstBytes; ; size *= 8) {
    const end = Math.min(size, file.size);
    const bytes = Buffer.from(await file.read(0, end, signal));
    if (!bytes.subarray(0, magic.length).equals(magic))
      throw corrupt(file.path, file.size === 0 ? 'it is empty' : 'it does not begin with "Obj" and 1');
    try {
      return parseHeader(bytes);
    } catch (error) {
      if (!(error instanceof Damage)) throw corrupt(file.path, (error as Error).message, error);
      if (end === file.size || size >= mostHeaderBytes)
        throw corrupt(file.path, 'it has no complete header (truncated?)', error);
    }
  }
}

/** Throws a `Damage` when the header is not there as a whole. */
function parseHeader(bytes: Buffer): AvroHeader {
  const cursor = new Cursor();
  cursor.enter(bytes, magic.length, bytes.length);
  const metadata = new Map<string, Buffer>();
  for (let left = cursor.readRun(2); left > 0; left = cursor.readRun(2)) {
    for (; left > 0; left--) {
      const key = bytes.subarray(cursor.take(cursor.readLength()), cursor.at).toString('utf8');
      metadata.set(key, bytes.subarray(cursor.take(cursor.readLength()), cursor.at));
    }
  }
  const sync = Buffer.from(bytes.subarray(cursor.take(syncBytes), cursor.at));
  const schema = metadata.get('avro.schema');
  if (schema === undefined) throw new Error('its header has no schema');
  const codec = metadata.get('avro.codec')?.toString('utf8') ?? 'null';
  return { root: parseSchema(jsonOf(schema)), codec, sync, end: cursor.at };
}

function jsonOf(schema: Buffer): JsonValue {
  const text = schema.toString('utf8');
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    // The name of a primitive type alone is seen without quotes.
    if (/^[a-z]+$/.test(text)) return text;
    throw new Error('its schema is no JSON');
  }
}

export function corrupt(path: string, problem: string, cause?: unknown): SluiceError {
  return fileErrors.corrupt({ path, compress: 'avro', problem }, cause);
}
