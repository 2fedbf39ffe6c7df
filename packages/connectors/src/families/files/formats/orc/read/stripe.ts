/** One stripe of a file: its streams, and the readers of its columns. */
import { type ExpandChunk, expandAll, maxFooterBytes } from './compression.ts';
import { Damage } from '../../damage.ts';
import { type FileReads, fetchStreams, type StreamPlace } from './fetch.ts';
import { type StreamKind, stripeFooter, streamKinds } from '../messages.ts';
import { readMessage } from './protobuf-read.ts';
import type { ProtobufValue } from '../protobuf.ts';
import { noStream, StreamBytes } from './stream-bytes.ts';
import type { Stripe } from './tail.ts';
import type { OrcType } from './type-tree.ts';

export type StripeFooter = ProtobufValue<typeof stripeFooter>;

export async function readStripeFooter(
  reads: FileReads,
  stripe: Stripe,
  expand: ExpandChunk | undefined,
): Promise<StripeFooter> {
  const start = stripe.offset + stripe.indexLength + stripe.dataLength;
  if (stripe.footerLength > maxFooterBytes) throw new Damage(`its footer of ${stripe.footerLength} bytes is too large`);
  const bytes = await reads.read(start, start + stripe.footerLength);
  return readMessage(stripeFooter, expandAll(bytes, expand));
}

/** The streams of the wanted types in one stripe. */
export class StripeStreams {
  readonly #streams = new Map<string, StreamBytes>();

  constructor(
    reads: FileReads,
    stripe: Stripe,
    content: StripeFooter,
    wanted: ReadonlySet<number>,
    expand: ExpandChunk | undefined,
  ) {
    const places = placesOf(stripe, content, wanted);
    const nexts = fetchStreams(
      reads,
      places.map(({ place }) => place),
    );
    for (const [index, { key }] of places.entries()) {
      const next = nexts[index];
      if (next !== undefined) this.#streams.set(key, new StreamBytes(next, expand));
    }
  }

  find(type: OrcType, kind: StreamKind): StreamBytes | undefined {
    return this.#streams.get(keyOf(type.id, kind));
  }

  /** An absent stream is an empty one. */
  get(type: OrcType, kind: StreamKind): StreamBytes {
    return this.find(type, kind) ?? noStream();
  }
}

const readKinds: ReadonlySet<number> = new Set(Object.values(streamKinds));

function placesOf(
  stripe: Stripe,
  content: StripeFooter,
  wanted: ReadonlySet<number>,
): readonly { readonly key: string; readonly place: StreamPlace }[] {
  const limit = stripe.offset + stripe.indexLength + stripe.dataLength;
  const places: { key: string; place: StreamPlace }[] = [];
  let start = stripe.offset;
  for (const { kind = 0, column = 0, length = 0 } of content.streams) {
    const end = start + length;
    if (end > limit) throw new Damage('its streams reach beyond the stripe');
    if (wanted.has(column) && readKinds.has(kind))
      places.push({ key: keyOf(column, kind as StreamKind), place: { start, end } });
    start = end;
  }
  return places;
}

function keyOf(column: number, kind: StreamKind): string {
  return `${column}.${kind}`;
}
