/** Line feeds in `bytes[start, end)`. */
export function countLines(bytes: Uint8Array, start: number, end: number): number {
  let lines = 0;
  for (let at = start; at < end; at++) if (bytes[at] === 10) lines++;
  return lines;
}
