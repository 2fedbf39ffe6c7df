/** A whole number from 0 to 2^32 - 1. */
export type RandomNumbers = () => number;

/** xoshiro128** from a seed: the same seed gives the same numbers on every machine. */
export function randomNumbers(seed: number): RandomNumbers {
  let mix = seed | 0;
  // splitmix32, so that neighbouring seeds have nothing in common.
  const next = (): number => {
    mix = (mix + 0x9e37_79b9) | 0;
    let z = mix ^ (mix >>> 16);
    z = Math.imul(z, 0x21f0_aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a_2d97);
    return z ^ (z >>> 15);
  };
  let [a, b, c, d] = [next(), next(), next(), next()];
  return () => {
    const product = Math.imul(b, 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    return result;
  };
}

/** From 0 inclusive to 1 exclusive, with 53 random bits. */
export function randomShare(next: RandomNumbers): number {
  return ((next() >>> 5) * 67_108_864 + (next() >>> 6)) / 9_007_199_254_740_992;
}
