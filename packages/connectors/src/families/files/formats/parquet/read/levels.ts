/** Definition and repetition levels at the start of a page. Throws `Damage`. */
import { Damage } from '../../damage.ts';
import type { HybridReader } from './hybrid.ts';
import { encodings } from '../metadata.ts';

/** Bits of a level up to `maxLevel`. */
export function levelWidth(maxLevel: number): number {
  return 32 - Math.clz32(maxLevel);
}

/** Starts on the levels of a page of version 1, which tell their own length, and returns where they end. */
export function startLevels(
  reader: HybridReader,
  page: { readonly bytes: Uint8Array; readonly start: number; readonly encoding: number; readonly count: number },
  maxLevel: number,
): number {
  const { bytes, start, encoding, count } = page;
  const width = levelWidth(maxLevel);
  if (encoding === encodings.bitPacked) {
    const end = start + Math.ceil((count * width) / 8);
    if (end > bytes.length) throw levelsTooShort();
    const packed = repack(bytes.subarray(start, end), width, count);
    reader.start(packed, 0, packed.length, width);
    return end;
  }
  if (encoding !== encodings.rle)
    throw new Damage(`its levels have the encoding ${encoding}, which is not one of theirs`);
  if (start + 4 > bytes.length) throw levelsTooShort();
  const end = start + 4 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(start, true);
  if (end > bytes.length) throw levelsTooShort();
  reader.start(bytes, start + 4, end, width);
  return end;
}

function levelsTooShort(): Damage {
  return new Damage('its levels end too early', { isShort: true });
}

/** The old way packs from the highest bit on and says no length: as one packed run of the usual way. */
function repack(from: Uint8Array, width: number, count: number): Uint8Array {
  const groups = Math.ceil(count / 8);
  const head = 5;
  const into = new Uint8Array(head + groups * width);
  for (let i = 0, value = groups * 2 + 1; i < head; i++, value = Math.floor(value / 128)) {
    into[i] = (value & 127) | (i === head - 1 ? 0 : 128);
  }
  for (let i = 0; i < count; i++) {
    for (let bit = 0; bit < width; bit++) {
      const source = i * width + (width - 1 - bit);
      const target = i * width + bit;
      const isSet = ((from[source >> 3] as number) >> (7 - (source & 7))) & 1;
      if (isSet === 1) into[head + (target >> 3)] = (into[head + (target >> 3)] as number) | (1 << (target & 7));
    }
  }
  return into;
}
