/** Width of text on a terminal: East Asian wide characters and emoji take two cells, combining marks none. */

const zeroWidth = /\p{Mark}|\p{Cf}/u;
const wide =
  /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{20000}-\u{3fffd}]/u;
const plain = /^[\x20-\x7e]*$/;

/** Cells that the text takes. Escape sequences must not be in it. */
export function textWidth(text: string): number {
  if (plain.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

/** Cuts the text to at most `width` cells, with `…` (or the given mark) as its last character when it was longer. */
export function fitText(text: string, width: number, mark = '…'): string {
  if (textWidth(text) <= width) return text;
  const room = width - textWidth(mark);
  let [taken, result] = [0, ''];
  for (const character of text) {
    taken += characterWidth(character);
    if (taken > room) break;
    result += character;
  }
  return room < 0 ? '' : result + mark;
}

/** Fills up with blanks on the right, or on the left. */
export function padText(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const blanks = ' '.repeat(Math.max(0, width - textWidth(text)));
  return align === 'left' ? text + blanks : blanks + text;
}

/** Control characters as visible escapes: data must not steer the terminal. */
export function visibleText(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, (character) => {
    const known = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }[character];
    return known ?? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
}

function characterWidth(character: string): number {
  if (zeroWidth.test(character)) return 0;
  return wide.test(character) ? 2 : 1;
}
