import type { CellValue } from '@sluice/core';
import { expect, test } from 'vitest';
import { fixture, readOrc } from './test-orc.ts';

/** The rows of the fixtures, as MakeFixtures.java computes them. */
function encodingRows(): CellValue[][] {
  let seed = 1n;
  let rising = -1_000_000n;
  let falling = 5_000_000_000_000n;
  return Array.from({ length: 900 }, (_, row) => {
    seed = (seed * 1_103_515_245n + 12_345n) % 2_147_483_648n;
    const random = seed / 65_536n;
    const small = Number(random);
    rising += random % 100n;
    falling -= random % 1000n;
    const group = Math.floor(row / 5);
    return [
      group % 2 === 0 ? BigInt(group) : BigInt(-row * 1000),
      row % 11 === 3 ? null : (small % 200) - 100,
      (random % 50n) + (row % 97 === 0 ? 1_000_000_000n + BigInt(row) : 0n),
      rising,
      falling,
      BigInt.asIntN(64, random * 4_294_967_296n * 256n + BigInt(row)) * (row % 2 === 0 ? 1n : -1n),
      row * 3,
      `word ${small % 7}`,
      `t${row}`,
      row < 400 ? true : small % 2 === 1,
      row < 400 ? -3 : (small % 256) - 128,
    ];
  });
}

test.each(['encodings', 'encodings-0.11'])('reads runs of every kind (%s)', async (name) => {
  const { rows } = await readOrc(fixture(name), { batchRows: 77 });
  expect(rows).toEqual(encodingRows());
});
