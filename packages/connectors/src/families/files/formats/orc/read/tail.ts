/** The end of a file: what it says of its columns and stripes. */
import type { FileBytes } from '../../block-format.ts';
import { type Compression, chunkExpander, type ExpandChunk, expandAll, isReadable } from './compression.ts';
import { Damage } from './damage.ts';
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
  const { path, size } = file;
  if (size < magic.length + 2) throw new Damage(`it has only ${size} bytes`);
  let tail = await file.read(Math.max(0, size - tailBytes), size, signal);
  const postScriptLength = tail.at(-1) as number;
  const end = tail.length - 1 - postScriptLength;
  if (end < 0) throw notOrc();
  const script = await readPostScript(file, tail.subarray(end, -1), signal);
  const compression = compressionOf(path, script);
  const footerLength = script.footerLength ?? 0;
  const footerStart = size - 1 - postScriptLength - footerLength;
  if (footerStart < 0) throw new Damage(`its footer of ${footerLength} bytes is larger than the file`);
  if (footerLength > end) tail = await file.read(footerStart, size, signal);
  const footerEnd = tail.length - 1 - postScriptLength;
  const expand = chunkExpander(compression);
  const content = readMessage(footerShape, expandAll(tail.subarray(footerEnd - footerLength, footerEnd), expand));
  if (content.encryption !== undefined) throw orcErrors.unsupported({ path, found: 'encryption' });
  return { footer: content, stripes: stripesOf(content, footerStart), expand };
}

async function readPostScript(file: FileBytes, bytes: Uint8Array, signal: AbortSignal): Promise<PostScript> {
  // The oldest files have the magic word only at their beginning.
  const isMarked = Buffer.from(bytes.subarray(-magic.length)).toString('latin1') === magic;
  if (!isMarked) {
    const head = await file.read(0, magic.length, signal);
    if (Buffer.from(head).toString('latin1') !== magic) throw notOrc();
  }
  return readMessage(postScript, bytes);
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
