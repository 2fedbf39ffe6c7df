import { fileErrors } from '../families/files/errors.ts';

/** Texts to and from bytes on the control connection, which travel as latin-1 text: one character per byte. */
export interface NameCodec {
  toWire(text: string): string;
  fromWire(wire: string): string;
}

/** Throws `FILES_UNKNOWN_ENCODING`. */
export async function nameCodec(encoding: string): Promise<NameCodec> {
  const name = encoding.trim().toLowerCase().replaceAll('_', '-');
  if (isUtf8(encoding)) {
    return {
      toWire: (text) => Buffer.from(text, 'utf8').toString('latin1'),
      fromWire: (wire) => Buffer.from(wire, 'latin1').toString('utf8'),
    };
  }
  const { default: iconv } = await import('iconv-lite');
  if (!iconv.encodingExists(name)) throw fileErrors.unknownEncoding({ encoding });
  return {
    toWire(text) {
      const bytes = iconv.encode(text, name);
      if (iconv.decode(bytes, name) !== text)
        throw fileErrors.unreadable({ path: text, problem: `the name has characters that ${encoding} lacks` });
      return bytes.toString('latin1');
    },
    fromWire: (wire) => iconv.decode(Buffer.from(wire, 'latin1'), name),
  };
}

export function isUtf8(encoding: string): boolean {
  return ['', 'utf-8', 'utf8'].includes(encoding.trim().toLowerCase().replaceAll('_', '-'));
}
