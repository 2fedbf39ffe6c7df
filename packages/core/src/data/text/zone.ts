/**
 * Time zones: offsets of instants, and instants of wall clock readings.
 *
 * A reading inside a gap (clocks go forward) is shifted forward by the length of the gap; a reading that exists twice
 * (clocks go back) means the earlier instant. Both are what `offset before the transition` gives.
 */
import { textErrors } from './errors.ts';

export interface Zone {
  readonly name: string;
  /** Seconds east of UTC at an instant, given in epoch seconds. */
  offsetAt(epochSeconds: number): number;
  /** The instant, in epoch seconds, of a wall clock reading given as if it were UTC. */
  toInstant(wallSeconds: number): number;
}

const zones = new Map<string, Zone>();
const offsetGrammar = /^(?:(?:utc|gmt)?([+-])(\d{1,2})(?::?([0-5]\d))?(?::?([0-5]\d))?|utc|gmt|z)$/i;

/** A zone by IANA name (`Asia/Shanghai`) or offset (`+08:00`, `GMT+8`, `UTC`, `Z`). Throws for unknown names. */
export function timeZone(name: string): Zone {
  let zone = zones.get(name);
  if (zone === undefined) {
    zone = fixedZone(name) ?? new NamedZone(name);
    zones.set(name, zone);
  }
  return zone;
}

/**
 * The name under which every calendar of the runtime knows a zone: `GMT+8`, `UTC+08:00` and `+8` are `+08:00`, `GMT`
 * and `Z` are `UTC`, IANA names stay as they are. Undefined for what is no zone, or an offset of seconds.
 */
export function canonicalZone(name: string): string | undefined {
  const match = offsetGrammar.exec(name.trim());
  if (match === null) return isKnown(name) ? name : undefined;
  const [, sign, hours = '0', minutes = '00', seconds = '00'] = match;
  if (sign === undefined) return 'UTC';
  return Number(hours) > 23 || seconds !== '00' ? undefined : `${sign}${hours.padStart(2, '0')}:${minutes}`;
}

function isKnown(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

function fixedZone(name: string): Zone | undefined {
  const match = offsetGrammar.exec(name.trim());
  if (match === null) return undefined;
  const hours = Number(match[2] ?? 0);
  if (hours > 23) return undefined;
  const seconds = hours * 3600 + Number(match[3] ?? 0) * 60 + Number(match[4] ?? 0);
  const offset = match[1] === '-' ? -seconds : seconds;
  return { name, offsetAt: () => offset, toInstant: (wallSeconds) => wallSeconds - offset };
}

/** A stretch of time with one offset, or with one change of offset at `change`. */
interface Block {
  readonly before: number;
  readonly after: number;
  readonly change: number;
}

/** No zone has changed its offset twice within six days. */
const blockSeconds = 524_288;
/** The calendar of the runtime ends here; beyond, the nearest known offset holds. */
const maxSeconds = 8_640_000_000_000 - blockSeconds * 2;
const maxBlocks = 20_000;
const tableSize = 8192;
const unknownOffset = 0x7fff_ffff;
const day = 86_400;

class NamedZone implements Zone {
  readonly name: string;
  readonly #format: Intl.DateTimeFormat;
  readonly #blocks = new Map<number, Block>();
  /** Offsets of the blocks of 1834 to 2106 that have a single one. */
  readonly #offsets = new Int32Array(tableSize * 2).fill(unknownOffset);

  constructor(name: string) {
    this.name = name;
    try {
      this.#format = new Intl.DateTimeFormat('en-US', {
        timeZone: name,
        calendar: 'gregory',
        numberingSystem: 'latn',
        hourCycle: 'h23',
        era: 'short',
        year: 'numeric',
        month: 'numeric',
        day: 'numeric',
        hour: 'numeric',
        minute: 'numeric',
        second: 'numeric',
      });
    } catch (error) {
      throw textErrors.unknownTimeZone({ timeZone: name }, error);
    }
  }

  offsetAt(epochSeconds: number): number {
    const known = this.#knownOffset(epochSeconds);
    if (known !== unknownOffset) return known;
    const index = Math.floor(Math.max(-maxSeconds, Math.min(maxSeconds, epochSeconds)) / blockSeconds);
    const block = this.#block(index);
    if (block.before !== block.after) return epochSeconds < block.change ? block.before : block.after;
    if (index >= -tableSize && index < tableSize) this.#offsets[index + tableSize] = block.before;
    return block.before;
  }

  toInstant(wallSeconds: number): number {
    const known = this.#knownOffset(wallSeconds - day);
    if (known !== unknownOffset && known === this.#knownOffset(wallSeconds + day)) return wallSeconds - known;
    const before = this.offsetAt(wallSeconds - day);
    const after = this.offsetAt(wallSeconds + day);
    const early = wallSeconds - before;
    if (before === after || this.offsetAt(early) === before) return early;
    const late = wallSeconds - after;
    return this.offsetAt(late) === after ? late : early;
  }

  #knownOffset(epochSeconds: number): number {
    const index = Math.floor(epochSeconds / blockSeconds) + tableSize;
    return index >= 0 && index < tableSize * 2 ? (this.#offsets[index] as number) : unknownOffset;
  }

  #block(index: number): Block {
    let block = this.#blocks.get(index);
    if (block === undefined) {
      if (this.#blocks.size >= maxBlocks) this.#blocks.clear();
      block = this.#measure(index * blockSeconds, (index + 1) * blockSeconds);
      this.#blocks.set(index, block);
    }
    return block;
  }

  #measure(start: number, end: number): Block {
    const before = this.#ask(start);
    const after = this.#ask(end);
    if (before === after) return { before, after, change: end };
    let low = start;
    let high = end;
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (this.#ask(middle) === before) low = middle;
      else high = middle;
    }
    return { before, after, change: high };
  }

  /** The offset as the runtime's calendar knows it: a few microseconds. */
  #ask(epochSeconds: number): number {
    const fields: Record<string, number> = {};
    let isBeforeChrist = false;
    for (const { type, value } of this.#format.formatToParts(epochSeconds * 1000)) {
      if (type === 'era') isBeforeChrist = value.startsWith('B');
      else if (type !== 'literal') fields[type] = Number(value);
    }
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = fields;
    const wall = new Date(0);
    wall.setUTCFullYear(isBeforeChrist ? 1 - year : year, month - 1, day);
    wall.setUTCHours(hour, minute, second);
    return wall.getTime() / 1000 - epochSeconds;
  }
}
