import type { Cursor } from './cursor.ts';

/** An error packet of the server, as it is. */
export class ServerError extends Error {
  override readonly name = 'ServerError';
  /** Number of the error: 1062 for a duplicate key. */
  readonly number: number;
  /** Five characters of SQLSTATE. */
  readonly state: string;

  constructor(number: number, state: string, message: string) {
    super(message);
    this.number = number;
    this.state = state;
  }
}

/** Reads a packet that begins with 0xff. */
export function readError(packet: Cursor): ServerError {
  packet.skip(1);
  const number = packet.uint16();
  const hasState = packet.head === 0x23;
  if (hasState) packet.skip(1);
  const state = hasState ? packet.text(5) : 'HY000';
  return new ServerError(number, state, packet.restText());
}

/** What the client could not make sense of, or must not do; a reason in words. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
}
