/** One writer at a time per database file within this thread: SQLite would block the thread instead of waiting. */
const tails = new Map<string, Promise<void>>();

/** Waits for the turn to write to `path`; the returned function gives it to the next one. */
export async function takeWriteTurn(path: string): Promise<() => void> {
  const before = tails.get(path) ?? Promise.resolve();
  const { promise, resolve } = Promise.withResolvers<void>();
  const tail = before.then(() => promise);
  tails.set(path, tail);
  await before;
  return () => {
    resolve();
    if (tails.get(path) === tail) tails.delete(path);
  };
}
