import { types, type Type } from '@sluice/core';
import type { ByteWindow } from '../../byte-window.ts';
import { lineBoundaries } from '../delimited/boundaries.ts';
import type { Dialect } from '../delimited/dialect.ts';
import type { TextFormat } from '../text-format.ts';
import { bracketEnd } from './json-bytes.ts';
import { jsonScanner } from './scanner.ts';

export interface JsonOptions {
  readonly form: 'lines' | 'stream';
  readonly nullText?: Uint8Array;
}

const sampleBytes = 1024 * 1024;
const sampleRecords = 1000;

/** Lines have no delimiter here; only their ends matter. */
const lines = { lineEnd: 'lf' } as Dialect;

/** jsonl and json files as a reader's options say. */
export function openJson(form: JsonOptions['form'], nullFormat: string | undefined): TextFormat {
  return jsonFormat({ form, ...(nullFormat === undefined ? {} : { nullText: new TextEncoder().encode(nullFormat) }) });
}

/** jsonl and json files. */
export function jsonFormat(options: JsonOptions): TextFormat {
  return {
    async discover(window) {
      await window.fill(sampleBytes);
      const kinds = sampleKinds(window);
      if (kinds.size === 0) return undefined;
      return [...kinds].map(([key, found]) => ({ key, name: key, declared: { type: typeFor(found), family: 'text' } }));
    },

    async begin(_window, request) {
      const keys = request.columns.map((column) =>
        // An index says nothing in an object, so its name does.
        column.index === undefined ? column.key : column.name,
      );
      return jsonScanner({
        schema: request.schema,
        keys,
        lines: request.columns.map(({ fact }) => fact === 'line'),
        policies: request.isDiscovered ? { extra: 'dirty', ...request.policies } : request.policies,
        passedOver: request.columns.flatMap(
          ({ fact, partition, name }) => partition ?? (fact === undefined ? [] : name),
        ),
        textOptions: request.textOptions,
        parsers: request.parsers,
        form: options.form,
        path: request.path,
        ...(options.nullText === undefined ? {} : { nullText: options.nullText }),
      });
    },

    async head() {
      return null;
    },

    cutObstacle: options.form === 'lines' ? undefined : 'json has no lines to cut at; jsonl has',
    readsAllToCut: false,
    boundaries: (read, targets) => lineBoundaries(read, targets, lines),
  };
}

type Kind = 'string' | 'number' | 'boolean' | 'object';

/** Kinds of values seen under each key, in order of appearance. */
function sampleKinds(window: ByteWindow): ReadonlyMap<string, ReadonlySet<Kind>> {
  const kinds = new Map<string, Set<Kind>>();
  let at = window.start;
  for (let count = 0; count < sampleRecords; count++) {
    const start = window.bytes.indexOf(123, at);
    if (start < 0 || start >= window.end) break;
    const end = bracketEnd(window.bytes, start, window.end);
    if (end < 0) break;
    at = end;
    for (const [key, value] of Object.entries(parseObject(window.view.toString('utf8', start, end)))) {
      const found = kinds.get(key) ?? new Set<Kind>();
      kinds.set(key, found);
      if (value !== null) found.add(typeof value as Kind);
    }
  }
  return kinds;
}

function parseObject(text: string): object {
  try {
    return JSON.parse(text) as object;
  } catch {
    // A broken record is reported when it is read.
    return {};
  }
}

function typeFor(kinds: ReadonlySet<Kind>): Type {
  if (kinds.has('object')) return types.json;
  if (kinds.size !== 1) return types.utf8;
  if (kinds.has('number')) return types.anyDecimal;
  return kinds.has('boolean') ? types.bool : types.utf8;
}
