/** Texts that compress well, badly and not at all, with lengths around every limit of the block codecs. */
export function* sampleTexts(longest = 200_000): Generator<Buffer> {
  let seed = 88_172_645;
  const next = (below: number): number => {
    seed ^= seed << 13;
    seed ^= seed >>> 17;
    seed ^= seed << 5;
    return (seed >>> 0) % below;
  };
  const kinds: readonly ((at: number) => number)[] = [
    () => next(256),
    () => 7,
    (at) => at % 97,
    () => next(2),
    (at) => (at % 50 === 0 ? next(256) : at % 9),
  ];
  const lengths = [0, 1, 3, 4, 11, 12, 13, 15, 16, 17, 60, 61, 64, 65, 68, 255, 256, 257, 271, 1000, 65_535, 65_536];
  for (const byteAt of kinds) {
    for (const length of [...lengths, 65_537, 200_000]) {
      if (length <= longest) yield Buffer.from(Uint8Array.from({ length }, (_, at) => byteAt(at)));
    }
  }
}
