import { excelErrors } from './errors.ts';
import type { Parts } from './parts.ts';
import { TextBuffer } from './text-buffer.ts';
import { nameOf, tokens } from './xml-scanner.ts';

/** Texts that cells mention by number. */
export interface SharedTexts {
  readonly bytes: Buffer;
  /** Text i lies from `offsets[i]` to `offsets[i + 1]`. */
  readonly offsets: Int32Array;
  readonly count: number;
}

const names = { item: nameOf('si'), text: nameOf('t'), phonetic: nameOf('rPh') };

/** Throws `EXCEL_TOO_MANY_TEXTS` beyond `maxTextBytes`. */
export async function readSharedTexts(
  parts: Parts,
  part: string | undefined,
  maxTextBytes: number,
): Promise<SharedTexts> {
  const buffer = new TextBuffer(64 * 1024);
  let offsets = new Int32Array(4096);
  let count = 0;
  let isText = false;
  let isPhonetic = false;
  if (part === undefined) return { bytes: buffer.bytes, offsets, count };
  const endItem = (): void => {
    if (++count >= offsets.length) {
      const larger = new Int32Array(offsets.length * 2);
      larger.set(offsets);
      offsets = larger;
    }
    offsets[count] = buffer.used;
    if (buffer.used + count * 4 > maxTextBytes) throw excelErrors.tooManyTexts({ path: parts.path, maxTextBytes });
  };
  await parts.visit(part, (xml, token) => {
    if (token === tokens.text) {
      if (isText && !isPhonetic) buffer.append(xml);
      return;
    }
    const isOpen = token === tokens.open && !xml.isEmpty;
    // Readings of East Asian characters are no part of the text.
    if (xml.name === names.phonetic) isPhonetic = isOpen;
    else if (xml.name === names.text) isText = isOpen;
    else if (xml.name === names.item && !isOpen) endItem();
  });
  return { bytes: buffer.bytes, offsets, count };
}
