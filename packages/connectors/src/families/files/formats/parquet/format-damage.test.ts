import { SluiceError } from '@sluice/core';
import { describe, expect, test } from 'vitest';
import { copied, fixture, readParquet, withChunks, withFooter, withSchema } from './test-read-files.ts';

/** What an attempt to read ended in: an error, or the number of rows. */
async function outcome(bytes: Uint8Array): Promise<unknown> {
  try {
    const { rows, rejected } = await readParquet(bytes);
    return rows.length + rejected.length;
  } catch (error) {
    return error;
  }
}

async function failure(bytes: Uint8Array): Promise<readonly [string, string]> {
  const found = await outcome(bytes);
  if (!(found instanceof SluiceError)) throw new Error(`not refused: ${String(found)}`);
  return [found.code, found.message];
}

describe('a file that is no Parquet file or not whole', () => {
  test.each([
    ['nothing', new Uint8Array(0), 'it has only 0 bytes'],
    ['the magic word alone', Buffer.from('PAR1'), 'it has only 4 bytes'],
    [
      'text',
      Buffer.from('id,name\n1,one\n2,two\n'),
      'it does not end with PAR1: it is no Parquet file, or it was cut off',
    ],
    [
      'a footer larger than the file',
      Buffer.from('PAR1\xff\xff\x00\x00PAR1', 'latin1'),
      'its footer of 65535 bytes is larger than the file',
    ],
  ])('is refused when it is %s', async (_, bytes, problem) => {
    expect(await failure(bytes)).toEqual(['FILES_CORRUPT', `"test-file" is not a sound Parquet file: ${problem}.`]);
  });

  test('is refused wherever it was cut off', async () => {
    const bytes = fixture('delta-v2');
    for (let end = 0; end < bytes.length; end += 13) {
      expect(await failure(bytes.slice(0, end))).toMatchObject(['FILES_CORRUPT', expect.any(String)]);
    }
  });

  test('is refused when bytes are missing in the middle', async () => {
    const bytes = fixture('delta-v2');
    for (let at = 4; at < bytes.length - 60; at += 37) {
      const shorter = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 50)]);
      expect(await failure(shorter)).toMatchObject(['FILES_CORRUPT', expect.any(String)]);
    }
  });

  test('says where the damage is', async () => {
    const bytes = fixture('delta-v2').slice();
    bytes[700] = (bytes[700] as number) ^ 1;
    expect(await failure(bytes)).toEqual([
      'FILES_CORRUPT',
      '"test-file" is not a sound Parquet file: its checksum does not match (row group 0, column "text", page at byte 626).',
    ]);
  });
});

describe('a byte that was changed', () => {
  test('within a page is found by its checksum', async () => {
    const sound = fixture('plain');
    const footerBytes = new DataView(sound.buffer).getUint32(sound.length - 8, true);
    for (let at = 4; at < sound.length - footerBytes - 8; at += 101) {
      const bytes = sound.slice();
      bytes[at] = (bytes[at] as number) ^ 0x40;
      const found = await outcome(bytes);
      // Some fields of a header are of no use to a reader.
      if (found === 300) expect((await readParquet(bytes)).rows).toEqual((await readParquet(sound)).rows);
      else expect([at, found]).toMatchObject([at, { code: 'FILES_CORRUPT' }]);
    }
  });

  test.each(['nested', 'types', 'delta', 'split', 'dictionary', 'codec-zstd', 'codec-gzip', 'not-utf8', 'int96'])(
    'ends in a clear error or in as many rows: %s',
    async (name) => {
      const sound = fixture(name);
      const rows = await outcome(sound);
      const step = Math.ceil(sound.length / 100);
      for (let at = 0; at < sound.length; at++) {
        // The footer is where a change tells most.
        if (at % (at < sound.length - 600 ? step : 7) > 0) continue;
        const bytes = sound.slice();
        bytes[at] = (bytes[at] as number) ^ (at % 3 === 0 ? 0xff : 1 << (at % 8));
        const found = await outcome(bytes);
        if (found === rows) continue;
        const code = found instanceof SluiceError ? found.code : String(found);
        expect(['FILES_CORRUPT', 'PARQUET_UNSUPPORTED', 'PARQUET_ENCRYPTED'], `byte ${at}`).toContain(code);
      }
    },
  );
});

describe('a footer that contradicts the file', () => {
  test('is refused when counts of rows and values do not fit', async () => {
    const bytes = await copied('select i, [i] as l from range(10) r(i)');
    expect(await failure(withFooter(bytes, (footer) => ({ ...footer, rowCount: 11 })))).toMatchObject([
      'FILES_CORRUPT',
      expect.stringContaining('its row groups have 10 rows, the file says 11'),
    ]);
    const more = withFooter(bytes, (footer) => ({
      ...footer,
      rowCount: 11,
      rowGroups: footer.rowGroups.map((group) => ({ ...group, rowCount: 11 })),
    }));
    expect(await failure(more)).toMatchObject([
      'FILES_CORRUPT',
      expect.stringContaining('row group 0, column "i" has 10 values for 11 rows'),
    ]);
    const values = withChunks(bytes, (chunk) => ({
      ...chunk,
      metaData: { ...chunk.metaData!, valueCount: chunk.metaData!.path.length > 1 ? 9 : 10 },
    }));
    expect(await failure(values)).toMatchObject(['FILES_CORRUPT', expect.stringContaining('9 values for 10 rows')]);
    const fewer = withFooter(bytes, (footer) => ({
      ...footer,
      rowCount: 9,
      rowGroups: footer.rowGroups.map(({ columns, ...group }) => ({
        ...group,
        rowCount: 9,
        columns: columns.map((chunk, at) =>
          at === 1 ? chunk : { ...chunk, metaData: { ...chunk.metaData!, valueCount: 9 } },
        ),
      })),
    }));
    expect(await failure(fewer)).toMatchObject(['FILES_CORRUPT', expect.stringContaining('(row group 0, column "')]);
  });

  test('is refused when a column lies outside of the file or has another type', async () => {
    const bytes = await copied('select 1::bigint as a');
    const outside = withChunks(bytes, (chunk) => ({
      ...chunk,
      metaData: { ...chunk.metaData!, compressedBytes: 1_000_000 },
    }));
    expect(await failure(outside)).toMatchObject([
      'FILES_CORRUPT',
      expect.stringContaining('column "a" does not lie within the file'),
    ]);
    const other = withSchema(bytes, ([root, a]) => [
      root!,
      { ...a!, type: 1, convertedType: undefined, logicalType: undefined },
    ]);
    expect(await failure(other)).toMatchObject([
      'FILES_CORRUPT',
      expect.stringContaining('column "a" has another type than the schema says'),
    ]);
  });

  test('is refused when its schema is no tree', async () => {
    const bytes = await copied('select 1::bigint as a');
    const extra = withSchema(bytes, ([root, a]) => [root!, a!, a!]);
    expect(await failure(extra)).toMatchObject([
      'FILES_CORRUPT',
      expect.stringContaining('nodes that belong to nothing'),
    ]);
    const missing = withSchema(bytes, ([root, a]) => [{ ...root!, childCount: 1000 }, a!]);
    expect(await failure(missing)).toMatchObject([
      'FILES_CORRUPT',
      expect.stringContaining('its schema ends too early'),
    ]);
    const nodes = Array.from({ length: 200 }, () => ({ name: 'g', childCount: 1 }));
    const deep = withSchema(bytes, ([root, a]) => [root!, ...nodes, a!]);
    expect(await failure(deep)).toMatchObject(['FILES_CORRUPT', expect.stringContaining('nested too deep')]);
  });
});

describe('what is not supported', () => {
  test('is named: encryption', async () => {
    const bytes = await copied('select 1::bigint as a, 2::bigint as b');
    const whole = Buffer.from(bytes);
    whole.write('PARE', whole.length - 4);
    expect(await failure(whole)).toEqual(['PARQUET_ENCRYPTED', '"test-file" is encrypted (its footer).']);
    const column = withChunks(bytes, (chunk) =>
      chunk.metaData?.path[0] === 'b' ? { ...chunk, cryptoMetadata: {}, metaData: undefined } : chunk,
    );
    expect(await failure(column)).toEqual(['PARQUET_ENCRYPTED', '"test-file" is encrypted (row group 0, column "b").']);
    expect((await readParquet(column, { columns: ['a'] })).rows).toEqual([[1n]]);
  });

  test('is named: columns in other files, codecs', async () => {
    const bytes = await copied('select 1::bigint as a');
    expect(await failure(withChunks(bytes, (chunk) => ({ ...chunk, filePath: 'other.parquet' })))).toEqual([
      'PARQUET_UNSUPPORTED',
      '"test-file" uses what is not supported here: columns in another file (row group 0, column "a").',
    ]);
    const lzo = withChunks(bytes, (chunk) => ({ ...chunk, metaData: { ...chunk.metaData!, codec: 3 } }));
    expect(await failure(lzo)).toEqual([
      'PARQUET_UNSUPPORTED',
      '"test-file" uses what is not supported here: codec 3 (row group 0, column "a").',
    ]);
  });
});
