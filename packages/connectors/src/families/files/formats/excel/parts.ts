/** The parts of a workbook: XML files in a zip archive. */
import type { SluiceError } from '@sluice/core';
import { zip } from '../../codecs/zip.ts';
import { fileErrors } from '../../errors.ts';
import type { FileBytes } from '../block-format.ts';
import { readAhead } from '../read-ahead.ts';
import { Damage } from '../damage.ts';
import { excelErrors } from './errors.ts';
import { tokens, type Token, XmlScanner } from './xml-scanner.ts';

export interface PartLimits {
  /** The parts together may grow to so many times the size of the file; 64 MiB are free. */
  readonly maxExpansion: number;
}

const freeExpansionBytes = 64 * 1024 * 1024;
const compoundMagic = 0xd0cf11e0;
const zipMagic = 0x504b0304;

/** Each part can be opened once. */
export class Parts {
  readonly path: string;
  readonly #documents: Map<string, AsyncIterable<Uint8Array>>;
  readonly #maxExpansion: number;
  readonly #allowed: number;
  #total = 0;

  /** Throws when the file is no zip archive, saying what it seems to be. */
  static async open(file: FileBytes, limits: PartLimits, signal: AbortSignal): Promise<Parts> {
    await checkMagic(file, signal);
    const source = {
      path: file.path,
      size: file.size,
      read: ({ start, end = file.size }: { readonly start: number; readonly end?: number }) =>
        readAhead(file, { start, end }, signal),
    };
    const documents = new Map<string, AsyncIterable<Uint8Array>>();
    const suffix = ` in ${file.path}`;
    for await (const { label, bytes } of zip.open(source)) documents.set(keyOf(label.slice(0, -suffix.length)), bytes);
    return new Parts(file, documents, limits);
  }

  private constructor(file: FileBytes, documents: Map<string, AsyncIterable<Uint8Array>>, limits: PartLimits) {
    this.path = file.path;
    this.#documents = documents;
    this.#maxExpansion = limits.maxExpansion;
    this.#allowed = Math.max(freeExpansionBytes, file.size * limits.maxExpansion);
  }

  has(name: string): boolean {
    return this.#documents.has(keyOf(name));
  }

  /** Undefined when there is no such part. The caller closes it. */
  scan(name: string): XmlScanner | undefined {
    const bytes = this.#documents.get(keyOf(name));
    this.#documents.delete(keyOf(name));
    return bytes === undefined ? undefined : new XmlScanner(this.#guarded(bytes));
  }

  /** Calls `visit` for the tokens of a part, one after the other. */
  async visit(name: string, visit: (xml: XmlScanner, token: Token) => void): Promise<void> {
    const xml = this.scan(name);
    if (xml === undefined) return;
    try {
      for (;;) {
        const token = xml.next();
        if (token === tokens.end) return;
        if (token === tokens.more) await xml.fill();
        else visit(xml, token);
      }
    } catch (error) {
      throw this.explained(error, name);
    } finally {
      await xml.close();
    }
  }

  /** Errors about bytes as `FILES_CORRUPT`; others stay what they are. */
  explained(error: unknown, name: string): unknown {
    return error instanceof Damage ? this.corrupt(`in ${name}, ${error.message}`, error) : error;
  }

  corrupt(problem: string, cause?: unknown): SluiceError {
    return fileErrors.corrupt({ path: this.path, compress: 'xlsx', problem }, cause);
  }

  async *#guarded(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of bytes) {
      this.#total += chunk.length;
      if (this.#total > this.#allowed)
        throw fileErrors.expandsTooMuch({ path: this.path, bytes: this.#total, maxExpansion: this.#maxExpansion });
      yield chunk;
    }
  }
}

/** Names of parts do not depend on case; some programs write them with backslashes. */
function keyOf(name: string): string {
  return name.replaceAll('\\', '/').replace(/^\//, '').toLowerCase();
}

async function checkMagic(file: FileBytes, signal: AbortSignal): Promise<void> {
  const head = Buffer.from(await file.read(0, Math.min(file.size, 512), signal));
  const magic = head.length < 4 ? 0 : head.readUInt32BE(0);
  if (magic === zipMagic) return;
  if (magic === compoundMagic) throw await compoundError(file, head, signal);
  const problem = file.size === 0 ? 'it is empty' : 'it is no zip archive';
  throw fileErrors.corrupt({ path: file.path, compress: 'xlsx', problem });
}

/** A compound file holds an old workbook or an encrypted new one; the names in its directory tell. */
async function compoundError(file: FileBytes, head: Buffer, signal: AbortSignal): Promise<SluiceError> {
  const sectorBytes = 1 << (head.length < 50 ? 9 : head.readUInt16LE(30));
  const start = (head.length < 52 ? 0 : head.readUInt32LE(48) + 1) * sectorBytes;
  const end = Math.min(start + 4096, file.size);
  const directory = start < end ? Buffer.from(await file.read(start, end, signal)).toString('utf16le') : '';
  if (directory.includes('EncryptedPackage') || directory.includes('EncryptionInfo'))
    return excelErrors.encrypted({ path: file.path });
  return excelErrors.otherFormat({ path: file.path, found: 'a workbook of Excel before 2007 (.xls)' });
}
