/** A list in JSON text as an array literal of PostgreSQL: `[1,null,["a"]]` becomes `{"1",NULL,{"a"}}`. */

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** What an array holds: bytes stand in JSON as base64, or as PostgreSQL prints them (`\x00ff`). */
export type Items = 'texts' | 'bytes';

/** Undefined when the text is no JSON list of such items. Numbers keep their digits. */
export function arrayLiteral(bytes: Uint8Array, items: Items = 'texts'): Uint8Array | undefined {
  const text = decoder.decode(bytes);
  const parts: string[] = [];
  let at = skipSpace(text, 0);
  let depth = 0;
  if (text[at] !== '[') return undefined;
  while (at < text.length) {
    const found = items === 'bytes' ? bytesToken(text, at, depth) : token(text, at, depth);
    if (found === undefined) return undefined;
    parts.push(found.literal);
    depth += found.deeper;
    at = skipSpace(text, found.end);
    if (depth === 0) return at === text.length ? encoder.encode(parts.join('')) : undefined;
  }
  return undefined;
}

interface Token {
  readonly literal: string;
  readonly end: number;
  readonly deeper: -1 | 0 | 1;
}

const space = /[ \t\r\n]*/y;
const string = /"(?:[^"\\]|\\.)*"/y;
const scalar = /[-+.\w]+/y;

function token(text: string, at: number, depth: number): Token | undefined {
  switch (text[at]) {
    case '[':
      return { literal: '{', end: at + 1, deeper: 1 };
    case ']':
      return { literal: '}', end: at + 1, deeper: -1 };
    case ',':
      return depth === 0 ? undefined : { literal: ',', end: at + 1, deeper: 0 };
    case '"': {
      const found = match(string, text, at);
      return found === undefined ? undefined : { literal: quoted(unescaped(found)), end: at + found.length, deeper: 0 };
    }
    case '{': {
      const end = endOfObject(text, at);
      return end === undefined ? undefined : { literal: quoted(text.slice(at, end)), end, deeper: 0 };
    }
    default: {
      const found = match(scalar, text, at);
      if (found === undefined) return undefined;
      return { literal: found === 'null' ? 'NULL' : quoted(found), end: at + found.length, deeper: 0 };
    }
  }
}

/** Only lists, nulls and strings that stand for bytes. */
function bytesToken(text: string, at: number, depth: number): Token | undefined {
  if (/[[\],n]/.test(text[at] ?? '')) return token(text, at, depth);
  const found = match(string, text, at);
  const hex = found === undefined ? undefined : hexOf(unescaped(found));
  if (found === undefined || hex === undefined) return undefined;
  return { literal: quoted(hex), end: at + found.length, deeper: 0 };
}

/** Bytes as PostgreSQL writes them; undefined for other texts. */
function hexOf(text: string): string | undefined {
  if (/^\\x(?:[0-9a-f]{2})*$/i.test(text)) return text;
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? `\\x${bytes.toString('hex')}` : undefined;
}

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

function skipSpace(text: string, at: number): number {
  return at + (match(space, text, at) ?? '').length;
}

/** A JSON string without its escapes; broken ones stay as they are, for the server to judge. */
function unescaped(json: string): string {
  if (!json.includes('\\')) return json.slice(1, -1);
  try {
    return JSON.parse(json) as string;
  } catch {
    return json.slice(1, -1);
  }
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, String.raw`\$&`)}"`;
}

function endOfObject(text: string, start: number): number | undefined {
  let depth = 0;
  for (let at = start; at < text.length;) {
    const letter = text[at];
    if (letter === '"') {
      at += match(string, text, at)?.length ?? text.length;
      continue;
    }
    if (letter === '{') depth++;
    if (letter === '}' && --depth === 0) return at + 1;
    at++;
  }
  return undefined;
}
