/** Files for tests of ORC. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CellValue } from '@sluice/core';
import { type BlockReadResult, type BlockReadSettings, readBlockFile, type TestFile } from '../test-block-files.ts';
import { orcFormat, type OrcReadOptions, orcFormatWith } from './format.ts';

export function fixture(name: string): Uint8Array {
  return new Uint8Array(readFileSync(join(import.meta.dirname, 'fixtures', `${name}.orc`)));
}

export function readOrc(bytes: Uint8Array | TestFile, settings?: BlockReadSettings): Promise<BlockReadResult> {
  return readBlockFile(orcFormat, bytes, settings);
}

export function readOrcWith(options: OrcReadOptions, bytes: Uint8Array): Promise<BlockReadResult> {
  return readBlockFile(orcFormatWith(options), bytes);
}

/** The cells of one column. */
export function cellsOf({ schema, rows }: BlockReadResult, name: string): readonly (CellValue | undefined)[] {
  const index = schema.columns.findIndex((column) => column.name === name);
  return rows.map((row) => row[index]);
}

/** The bytes with one text in place of another one of the same length. */
export function replaced(bytes: Uint8Array, from: string, to: string): Uint8Array {
  const copy = Buffer.from(bytes);
  copy.write(to, copy.indexOf(from, 0, 'latin1'), 'latin1');
  return new Uint8Array(copy);
}
