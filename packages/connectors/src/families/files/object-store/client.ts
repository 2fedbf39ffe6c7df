import { BufferSink, type BodySink } from './sinks.ts';

/**
 * What the storage needs of an object store. A client signs, sends, repeats what failed for a moment, and throws errors
 * of ours; it knows nothing of files that are being written.
 */
export interface ObjectClient {
  /** `s3://bucket/`, for messages. */
  readonly root: string;
  readonly limits: ObjectLimits;
  /** Objects whose keys start with a prefix, in order of their keys, one page at a time. */
  list(request: ListRequest): Promise<ObjectPage>;
  /** Undefined when there is none. */
  head(key: string, signal: AbortSignal): Promise<StoredObject | undefined>;
  /**
   * Hands a range of an object to a sink. A lost connection is taken up again where it broke. Throws `FILES_CHANGED`
   * when the object has another version.
   */
  fetch(request: FetchRequest): Promise<void>;
  put(key: string, bytes: Uint8Array): Promise<void>;
  /** Within the store; at most `limits.copyBytes`. */
  copy(from: string, to: string): Promise<void>;
  /** No error when it is gone. Not bound to the run, so that a cancelled one can tidy up. */
  remove(key: string): Promise<void>;
  /** Starts an object that is invisible until `completeUpload`. @param isJoined parts of other objects are copied into it. */
  startUpload(key: string, isJoined: boolean): Promise<Upload>;
  /** Answers what `completeUpload` wants to know of the part. */
  putPart(upload: Upload, number: number, bytes: Uint8Array): Promise<string>;
  /** A part made of a range of another object, within the store. Absent where the store cannot. */
  copyPart?(upload: Upload, number: number, from: ObjectRange): Promise<string>;
  /** Makes the object visible, replacing what is there. False when there is no such upload (any more). */
  completeUpload(upload: Upload, parts: readonly string[]): Promise<boolean>;
  /** No error when it is gone. Not bound to the run either. */
  abortUpload(upload: Upload): Promise<void>;
  close(): void;
}

export interface ObjectLimits {
  /** Smallest part of an upload, except the last one. */
  readonly partBytes: number;
  /** Parts of one upload. */
  readonly parts: number;
  /** Largest object, or part, that is copied by one request. */
  readonly copyBytes: number;
}

export interface ListRequest {
  readonly prefix: string;
  /** Keys are cut at the first slash behind the prefix, and what they have in common is listed as a folder. */
  readonly byFolder: boolean;
  /** `next` of the page before. */
  readonly after?: string;
  /** Keys on the page; the store may give fewer. Default: as many as it gives. */
  readonly limit?: number;
  readonly signal: AbortSignal;
}

export interface ObjectPage {
  readonly objects: readonly StoredObject[];
  /** Prefixes that end with a slash. */
  readonly folders: readonly string[];
  /** Absent on the last page. */
  readonly next?: string;
}

export interface StoredObject {
  readonly key: string;
  readonly size: number;
  /** ETag as it is compared. */
  readonly version: string;
}

export interface ObjectRange {
  readonly key: string;
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

export interface FetchRequest {
  readonly object: StoredObject;
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
  readonly sink: BodySink;
  readonly signal: AbortSignal;
}

/** Plain JSON: stored beside the target while the upload is open. */
export interface Upload {
  readonly key: string;
  readonly id: string;
  readonly isJoined?: boolean;
}

/** A range of an object in memory of its own. */
export async function fetchBytes(client: ObjectClient, range: Omit<FetchRequest, 'sink'>): Promise<Buffer> {
  const bytes = Buffer.allocUnsafeSlow(range.end - range.start);
  await client.fetch({ ...range, sink: new BufferSink(bytes) });
  return bytes;
}

/** All pages of a listing. */
export async function* listAll(
  client: ObjectClient,
  request: Omit<ListRequest, 'after'>,
): AsyncGenerator<ObjectPage, void, undefined> {
  for (let after: string | undefined; ;) {
    const page = await client.list({ ...request, ...(after === undefined ? {} : { after }) });
    yield page;
    if (page.next === undefined || page.next === after) return;
    after = page.next;
  }
}
