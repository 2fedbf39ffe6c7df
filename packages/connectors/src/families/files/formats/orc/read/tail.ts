/** The end of a file: what it says of its columns and stripes. */
import { SluiceError } from '@sluice/core';
import type { FileBytes } from '../../block-format.ts';
import {
  type Compression,
  chunkExpander,
  type ExpandChunk,
  expandAll,
  isReadable,
  maxFooterBytes,
} from './compression.ts';
import { Damage } from '../../damage.ts';
import { orcErrors } from '../errors.ts';
import { compressionKinds, footer, magic, postScript } from '../messages.ts';
import { readMessage } from './protobuf-read.ts';
import { message, type ProtobufValue } from '../protobuf.ts';

/** The footers of most files are within; a file that is not larger needs no second request. */
const tailBytes = 64 * 1024;

/** Statistics are not needed to read. */
const footerShape = message({
  stripes: footer.fields.stripes,
  types: footer.fields.types,
  numberOfRows: footer.fields.numberOfRows,
  writer: footer.fields.writer,
  encryption: footer.fields.encryption,
  calendar: footer.fields.calendar,
});

export type Footer = ProtobufValue<typeof footerShape>;
type PostScript = ProtobufValue<typeof postScript>;

export interface FileTail {
  readonly footer: Footer;
  /** In the file, with the chunks around it. */
  readonly footerLength: number;
  readonly stripes: readonly Stripe[];
  readonly expand: ExpandChunk | undefined;
}

/** Where a stripe lies: its indexes, its data, its footer, one after the other. */
export interface Stripe {
  readonly offset: number;
  readonly indexLength: number;
  readonly dataLength: number;
  readonly footerLength: number;
  readonly rowCount: number;
}

/** Throws `Damage`, `ORC_UNSUPPORTED`. */
export async function readTail(file: FileBytes, signal: AbortSignal): Promise<FileTail> {
  const { size } = file;
  if (size < magic.length + 2) throw new Damage(`it has only ${size} bytes`);
  const tail = await file.read(Math.max(0, size - tailBytes), size, signal);
  const scriptStart = tail.length - 1 - (tail.at(-1) as number);
  if (scriptStart < 0) throw notOrc();
  const script = tail.subarray(scriptStart, -1);
  if (isMagic(script.subarray(-magic.length))) return readFooter(file, { tail, script, scriptStart }, signal);
  // The oldest files have the magic word only at their beginning; so have newer ones that were cut off.
  if (!isMagic(await file.read(0, magic.length, signal))) throw notOrc();
  try {
    return await readFooter(file, { tail, script, scriptStart }, signal);
  } catch (error) {
    const isRefused = error instanceof SluiceError && error.code === orcErrors.unsupported.code;
    throw isRefused || error instanceof Damage || error instanceof RangeError ? notOrc() : error;
  }
}

interface TailParts {
  /** The last bytes of the file. */
  readonly tail: Uint8Array;
  readonly script: Uint8Array;
  /** Place of the postscript in them. */
  readonly scriptStart: number;
}

async function readFooter(
  file: FileBytes,
  { tail, script: bytes, scriptStart }: TailParts,
  signal: AbortSignal,
): Promise<FileTail> {
  const { path, size } = file;
  const script = readMessage(postScript, bytes);
  const expand = chunkExpander(compressionOf(path, script));
  const { footerLength = 0 } = script;
  const end = size - tail.length + scriptStart;
  const start = end - footerLength;
  if (start < 0 || footerLength > maxFooterBytes) throw new Damage(`its footer of ${footerLength} bytes is too large`);
  const isThere = footerLength <= scriptStart;
  const chunks = isThere ? tail.subarray(scriptStart - footerLength, scriptStart) : await file.read(start, end, signal);
  const content = readMessage(footerShape, expandAll(chunks, expand));
  if (content.types.length === 0) throw new Damage('its footer names no types');
  if (content.encryption !== undefined) throw orcErrors.unsupported({ path, found: 'encryption' });
  return { footer: content, footerLength, stripes: stripesOf(content, start), expand };
}

function isMagic(bytes: Uint8Array): boolean {
  return Buffer.from(bytes).toString('latin1') === magic;
}

function notOrc(): Damage {
  return new Damage(`it does not end like an ORC file: it is none, or it was cut off`);
}

function compressionOf(path: string, script: PostScript): Compression {
  const [major = 0, minor = 11] = script.version;
  if (major > 0 || minor > 12) throw orcErrors.unsupported({ path, found: `version ${major}.${minor} of the format` });
  const kind = script.compression ?? compressionKinds.none;
  if (!isReadable(kind)) {
    const name = Object.entries(compressionKinds).find(([, known]) => known === kind)?.[0];
    throw orcErrors.unsupported({ path, found: name === undefined ? `compression ${kind}` : `${name} compression` });
  }
  return { kind, blockBytes: script.compressionBlockSize ?? 256 * 1024 };
}

function stripesOf(content: Footer, footerStart: number): readonly Stripe[] {
  const stripes = content.stripes.map((stripe) => ({
    offset: stripe.offset ?? 0,
    indexLength: stripe.indexLength ?? 0,
    dataLength: stripe.dataLength ?? 0,
    footerLength: stripe.footerLength ?? 0,
    rowCount: stripe.numberOfRows ?? 0,
  }));
  for (const [index, { offset, indexLength, dataLength, footerLength }] of stripes.entries()) {
    if (offset + indexLength + dataLength + footerLength > footerStart)
      throw new Damage(`stripe ${index + 1} reaches beyond the end of the stripes`);
  }
  const rowCount = stripes.reduce((sum, stripe) => sum + stripe.rowCount, 0);
  if (rowCount !== (content.numberOfRows ?? 0))
    throw new Damage(`its stripes have ${rowCount} rows, the file says ${content.numberOfRows ?? 0}`);
  return stripes;
}
