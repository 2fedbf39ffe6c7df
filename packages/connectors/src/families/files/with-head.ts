/** The same bytes, but for the first `size` of them (or all, if they are fewer), which `change` sees whole. */
export async function* withHead(
  bytes: AsyncIterable<Uint8Array>,
  size: number,
  change: (head: Buffer) => Uint8Array,
): AsyncGenerator<Uint8Array> {
  let head: Buffer | undefined = Buffer.alloc(0);
  for await (const chunk of bytes) {
    if (head === undefined) {
      yield chunk;
      continue;
    }
    head = Buffer.concat([head, chunk]);
    if (head.length < size) continue;
    yield change(head);
    head = undefined;
  }
  if (head !== undefined && head.length > 0) yield change(head);
}
