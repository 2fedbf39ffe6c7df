import type { FileInfo } from 'basic-ftp';
import { errors } from './errors.ts';
import type { Entry, Target } from './link.ts';
import { checkedName } from './listed-name.ts';
import { versionOf } from './version.ts';

/** A line longer than this is no line of a listing. */
const mostLineChars = 64 * 1024;

/** Lines in latin-1, one character per byte. */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>, folder: string): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of chunks) {
    const parts = (rest + Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length).toString('latin1')).split('\n');
    rest = parts.pop() ?? '';
    if (rest.length > mostLineChars) throw errors.badListing({ folder, problem: 'a line of it never ends' });
    for (const line of parts) yield line.replace(/\r$/, '');
  }
  if (rest !== '') yield rest;
}

/** Facts of one line of `MLSD`, and of the middle line of a reply to `MLST`: `type=file;size=5;modify=2026…; name`. */
export interface Facts {
  readonly kind: Entry['kind'] | 'self';
  readonly size?: number;
  readonly version?: string;
  readonly identity?: string;
  readonly name: string;
}

/** Undefined for a line that has no facts. */
export function parseFacts(line: string): Facts | undefined {
  const blank = line.indexOf(' ');
  if (blank < 0) return undefined;
  const facts = new Map<string, string>();
  for (const fact of line.slice(0, blank).split(';')) {
    const equals = fact.indexOf('=');
    if (equals > 0) facts.set(fact.slice(0, equals).toLowerCase(), fact.slice(equals + 1));
  }
  if (facts.size === 0) return undefined;
  const size = facts.get('size');
  const modify = facts.get('modify');
  const identity = facts.get('unique');
  const bytes = size === undefined || !/^\d+$/.test(size) ? undefined : Number(size);
  return {
    kind: kindOf(facts.get('type') ?? ''),
    ...(bytes === undefined ? {} : { size: bytes }),
    ...(modify === undefined ? {} : { version: versionOf(bytes, modify.slice(0, 14)) }),
    ...(identity === undefined ? {} : { identity }),
    name: line.slice(blank + 1),
  };
}

function kindOf(type: string): Facts['kind'] {
  const word = type.toLowerCase();
  if (word === 'file') return 'file';
  if (word === 'dir') return 'folder';
  if (word === 'cdir' || word === 'pdir') return 'self';
  return /link/.test(word) ? 'link' : 'other';
}

/** What `MLST` says about one path; undefined when it is a link, whose target it does not tell. */
export function targetOf(facts: Facts): Target | undefined {
  const { size, identity, version = versionOf(size, undefined) } = facts;
  if (facts.kind === 'link') return undefined;
  const kind = facts.kind === 'self' ? 'folder' : facts.kind;
  return { kind, version, ...(size === undefined ? {} : { size }), ...(identity === undefined ? {} : { identity }) };
}

/** A parser of one line, and how names are decoded. */
export interface ListReader {
  readonly folder: string;
  readonly decode: (wire: string) => string;
  /** Of the client library, for the forms of `LIST`. */
  readonly parseList: (text: string) => FileInfo[];
}

/** An entry of an `MLSD` listing; undefined for the folder itself and its parent. */
export function machineEntry(line: string, { folder, decode }: ListReader): Entry | undefined {
  const facts = parseFacts(line);
  if (facts === undefined) throw unreadableLine(line, folder);
  const { kind, name, ...rest } = facts;
  if (kind === 'self' || name === '.' || name === '..') return undefined;
  return { ...rest, kind, name: checkedName(decode(name), folder) };
}

/** An entry of a `LIST` listing in the form of Unix or DOS; undefined for the folder itself and for headings. */
export function plainEntry(line: string, { folder, decode, parseList }: ListReader): Entry | undefined {
  if (/^total\b/i.test(line)) return undefined;
  let parsed: FileInfo[];
  try {
    parsed = parseList(line);
  } catch {
    throw unreadableLine(line, folder);
  }
  const [info] = parsed;
  if (info === undefined) {
    if (/\s\.\.?$/.test(line)) return undefined;
    throw unreadableLine(line, folder);
  }
  const isDevice = /^[bcps]/.test(line);
  const kind = isDevice ? 'other' : info.isSymbolicLink ? 'link' : info.isDirectory ? 'folder' : 'file';
  return { kind, name: checkedName(decode(info.name), folder), size: info.size };
}

function unreadableLine(line: string, folder: string): Error {
  return errors.badListing({ folder, problem: `the line ${JSON.stringify(line.slice(0, 100))} has an unknown form` });
}
