import type { Cursor } from './cursor.ts';
import { extendedCapability } from './protocol.ts';

/** A column of a result as the server announces it. */
export interface ColumnDefinition {
  readonly name: string;
  readonly wireType: number;
  readonly flags: number;
  readonly charset: number;
  /** Display length; for text in bytes of the connection's character set. */
  readonly length: number;
  /** Digits after the point, also of seconds; 31 and 39 mean: not fixed. */
  readonly decimals: number;
  /** MariaDB: `uuid`, `inet6`, `point` …, and `json` as a format. */
  readonly extendedType?: string;
  readonly format?: string;
}

export function readColumnDefinition(packet: Cursor, extended: number): ColumnDefinition {
  for (let part = 0; part < 4; part++) packet.skip(packet.length());
  const name = packet.lengthText();
  packet.skip(packet.length());
  const extras = (extended & extendedCapability.extendedMetadata) === 0 ? {} : readExtras(packet);
  packet.skip(1);
  const charset = packet.uint16();
  const length = packet.uint32();
  const wireType = packet.uint8();
  const flags = packet.uint16();
  return { name, wireType, flags, charset, length, decimals: packet.uint8(), ...extras };
}

function readExtras(packet: Cursor): { extendedType?: string; format?: string } {
  const end = packet.length() + packet.position;
  const extras: { extendedType?: string; format?: string } = {};
  while (packet.position < end) {
    const kind = packet.uint8();
    const value = packet.lengthText();
    if (kind === 0) extras.extendedType = value;
    if (kind === 1) extras.format = value;
  }
  return extras;
}
