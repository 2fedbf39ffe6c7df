/** Text as the content of a cell. What XML cannot hold is written as Excel does: `_x000D_`. */

/** Most bytes that a byte of text becomes. */
export const maxEscape = 7;
/** Characters (units of UTF-16) that a cell holds. */
const mostCharacters = 32_767;
/** More bytes of UTF-8 fit into no cell. */
export const mostCellBytes = 3 * mostCharacters;

/** Bytes that need a closer look. */
const special = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number(
    (byte < 32 && byte !== 9 && byte !== 10) ||
      byte === 38 ||
      byte === 60 ||
      byte === 62 ||
      byte === 95 ||
      byte === 0xef,
  ),
);

/** Writes `bytes[start, end)`, which are UTF-8, and returns the position after it. */
export function escapeBytes(bytes: Uint8Array, start: number, end: number, into: Uint8Array, position: number): number {
  let p = position;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    if (special[byte] === 0) into[p++] = byte;
    else if (byte === 95) {
      if (looksEscaped(bytes, at, end)) p = writeAscii(into, p, '_x005F_');
      else into[p++] = byte;
    } else if (byte === 0xef) {
      // U+FFFE and U+FFFF.
      const isNone = bytes[at + 1] === 0xbf && (bytes[at + 2] as number) >= 0xbe;
      if (!isNone) into[p++] = byte;
      else {
        p = writeAscii(into, p, bytes[at + 2] === 0xbe ? '_xFFFE_' : '_xFFFF_');
        at += 2;
      }
    } else if (byte === 38) p = writeAscii(into, p, '&amp;');
    else if (byte === 60) p = writeAscii(into, p, '&lt;');
    else if (byte === 62) p = writeAscii(into, p, '&gt;');
    else p = writeAscii(into, p, `_x00${byte.toString(16).toUpperCase().padStart(2, '0')}_`);
  }
  return p;
}

export function escapeText(text: string): string {
  const bytes = Buffer.from(text, 'utf8');
  const into = Buffer.alloc(bytes.length * maxEscape);
  return into.toString('utf8', 0, escapeBytes(bytes, 0, bytes.length, into, 0));
}

/** True for an underscore that would be taken for the beginning of an escape. */
function looksEscaped(bytes: Uint8Array, at: number, end: number): boolean {
  if (at + 7 > end || bytes[at + 1] !== 120 || bytes[at + 6] !== 95) return false;
  for (let i = at + 2; i < at + 6; i++) {
    const byte = bytes[i] as number;
    const letter = byte | 32;
    if (!(byte >= 48 && byte <= 57) && !(letter >= 97 && letter <= 102)) return false;
  }
  return true;
}

/** True when a cell holds the text. */
export function fitsCell(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start <= mostCharacters) return true;
  let count = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte < 0x80 || byte >= 0xc0) count += byte >= 0xf0 ? 2 : 1;
  }
  return count <= mostCharacters;
}

/** True when XML would not keep blanks at the ends by itself. */
export function hasOuterBlanks(bytes: Uint8Array, start: number, end: number): boolean {
  return end > start && ((bytes[start] as number) <= 32 || (bytes[end - 1] as number) <= 32);
}

function writeAscii(into: Uint8Array, position: number, text: string): number {
  for (let i = 0; i < text.length; i++) into[position + i] = text.charCodeAt(i);
  return position + text.length;
}
