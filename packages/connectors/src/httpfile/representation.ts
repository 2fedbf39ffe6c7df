import type { HttpResponse } from '../families/http/response.ts';

/** What the head of an answer says of the file. */
export interface Representation {
  /** Changes when the content does: the ETag, else the time of the last change; empty when the server tells neither. */
  readonly tag: string;
  /** Byte for byte: two answers with this tag can be put together. */
  readonly isExact: boolean;
  /** Of the whole file; undefined when the server does not tell. */
  readonly size: number | undefined;
  /** First byte of a part; undefined when this is the whole. */
  readonly start: number | undefined;
  /** Packed for the way, outermost last: `gzip`. */
  readonly encodings: readonly string[];
}

export function representationOf(response: HttpResponse): Representation {
  const etag = response.header('etag')?.trim() ?? '';
  const tag = etag === '' ? (response.header('last-modified')?.trim() ?? '') : etag;
  const range = /^bytes (?:(\d+)-\d+|\*)\/(\d+|\*)$/i.exec(response.header('content-range')?.trim() ?? '');
  const length = response.status === 200 ? response.header('content-length') : undefined;
  const size = range?.[2] === undefined || range[2] === '*' ? length : range[2];
  const encodings = (response.header('content-encoding') ?? '').toLowerCase().split(',').map((word) => word.trim()); // prettier-ignore
  return {
    tag,
    isExact: tag !== '' && !tag.startsWith('W/'),
    size: size === undefined ? undefined : Number(size),
    start: range?.[1] === undefined ? undefined : Number(range[1]),
    encodings: encodings.filter((word) => word !== '' && word !== 'identity'),
  };
}
