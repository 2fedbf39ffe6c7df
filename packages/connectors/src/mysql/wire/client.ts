import { type ColumnDefinition, readColumnDefinition } from './column-definition.ts';
import type { Cursor } from './cursor.ts';
import { type Agreement, type Login, handshake } from './handshake.ts';
import { PacketBuilder } from './packet-builder.ts';
import { PacketStream } from './packet-stream.ts';
import { capability, command, extendedCapability, serverStatus, wireType } from './protocol.ts';
import { ProtocolError, readError } from './server-error.ts';
import { type Address, WireSocket } from './socket.ts';

export interface ClientOptions {
  readonly login: Login;
  readonly connectTimeoutMs: number;
  /** How long the server may be silent while an answer is due; 0 means forever. */
  readonly silenceMs: number;
  readonly signal?: AbortSignal;
}

/** The OK packet of a statement without rows. */
export interface Done {
  readonly affectedRows: number;
  readonly warnings: number;
  /** `Records: 3  Duplicates: 0  Warnings: 0` */
  readonly info: string;
}

export interface TextResult extends Done {
  readonly rows: readonly (readonly (string | null)[])[];
}

export interface Statement {
  readonly id: number;
  readonly parameterCount: number;
  /** Empty for statements without a result. */
  readonly columns: readonly ColumnDefinition[];
}

/**
 * One link to a server, speaking the protocol and nothing else: it knows no types, no tables and no retries.
 *
 * One command at a time; `send…` and `receive…` are separate only where several commands are sent ahead of their answers.
 * Throws `ServerError`, `LinkLost` and `ProtocolError`.
 */
export class Client {
  readonly socket: WireSocket;
  readonly packets: PacketStream;
  readonly agreement: Agreement;
  #status = 0;

  private constructor(socket: WireSocket, packets: PacketStream, agreement: Agreement) {
    this.socket = socket;
    this.packets = packets;
    this.agreement = agreement;
  }

  static async connect(address: Address, options: ClientOptions): Promise<Client> {
    const socket = await WireSocket.connect(address, { ...options, silenceMs: options.connectTimeoutMs });
    try {
      const packets = new PacketStream(socket);
      const agreement = await handshake(socket, packets, options.login);
      socket.silenceMs = options.silenceMs;
      return new Client(socket, packets, agreement);
    } catch (error) {
      socket.destroy();
      throw error;
    }
  }

  get hasBulkExecute(): boolean {
    return (this.agreement.extended & extendedCapability.bulkExecute) !== 0;
  }

  get hasLocalFiles(): boolean {
    return (this.agreement.capabilities & capability.localFiles) !== 0;
  }

  /** Backslash is no escape in text literals. */
  get hasPlainBackslash(): boolean {
    return (this.#status & serverStatus.noBackslashEscapes) !== 0;
  }

  /** Runs a statement. Rows of the first result are kept; further results (CALL) are read over. */
  async query(sql: string): Promise<TextResult> {
    this.sendQuery(sql);
    return await this.receiveResult();
  }

  sendQuery(sql: string): void {
    this.socket.send([Uint8Array.of(command.query), Buffer.from(sql, 'utf8')]);
  }

  /** Sends a statement whose text is made of bytes. */
  sendQueryParts(parts: readonly Uint8Array[]): void {
    this.socket.send([Uint8Array.of(command.query), ...parts]);
  }

  /** @param localFile sent when the server asks for a file; without it, such a request is answered with nothing. */
  async receiveResult(localFile: readonly Uint8Array[] = []): Promise<TextResult> {
    let kept: TextResult | undefined;
    for (;;) {
      const result = await this.#receiveOne(localFile);
      kept ??= result;
      if ((this.#status & serverStatus.moreResults) === 0) return kept;
    }
  }

  async #receiveOne(localFile: readonly Uint8Array[]): Promise<TextResult> {
    let packet = await this.packets.next();
    if (packet.head === 0xfb) {
      // The name the server asks for is ignored: only the bytes of the load at hand are ever sent.
      const sequence = this.socket.send(localFile, this.packets.sequence + 1);
      if (localFile.some((part) => part.length > 0)) this.socket.send([], sequence);
      packet = await this.packets.next();
    }
    if (packet.head === 0xff) throw readError(packet);
    if (packet.head === 0x00) return { ...this.#readOk(packet), rows: [] };
    const columnCount = packet.length();
    await this.#skip(columnCount);
    const rows: (string | null)[][] = [];
    for (;;) {
      packet = await this.packets.next();
      if (packet.head === 0xff) throw readError(packet);
      if (isEnd(packet)) break;
      rows.push(readTextRow(packet, columnCount));
    }
    return { affectedRows: rows.length, warnings: this.#readEnd(packet), info: '', rows };
  }

  async prepare(sql: string): Promise<Statement> {
    this.socket.send([Uint8Array.of(command.prepare), Buffer.from(sql, 'utf8')]);
    const packet = await this.packets.next();
    if (packet.head === 0xff) throw readError(packet);
    packet.skip(1);
    const id = packet.uint32();
    const columnCount = packet.uint16();
    const parameterCount = packet.uint16();
    await this.#skip(parameterCount);
    return { id, parameterCount, columns: await this.#columns(columnCount) };
  }

  /** Executes a statement with text parameters and reads up to the first row; undefined when there is no result. */
  async execute(
    statement: Statement,
    parameters: readonly (string | null)[],
  ): Promise<readonly ColumnDefinition[] | undefined> {
    const packet = new PacketBuilder().uint8(command.execute).uint32(statement.id).uint8(0).uint32(1);
    if (parameters.length > 0) {
      const nulls = new Uint8Array((parameters.length + 7) >> 3);
      for (const [index, value] of parameters.entries()) {
        if (value === null) nulls[index >> 3] = (nulls[index >> 3] as number) | (1 << (index & 7));
      }
      packet.bytes(nulls).uint8(1);
      for (const _ of parameters) packet.uint8(wireType.varString).uint8(0);
      for (const value of parameters) if (value !== null) packet.lengthText(value);
    }
    this.socket.send([packet.build()]);
    const answer = await this.packets.next();
    if (answer.head === 0xff) throw readError(answer);
    if (answer.head === 0x00) {
      this.#readOk(answer);
      return undefined;
    }
    return await this.#columns(answer.length());
  }

  /** After the rows: takes the packet that is no row. Throws the server's error when it is one. */
  endOfRows(packet: Cursor): void {
    if (packet.head === 0xff) throw readError(packet);
    if (!isEnd(packet)) throw new ProtocolError(`unexpected packet of ${packet.remaining} bytes among the rows`);
    this.#readEnd(packet);
  }

  /** Reads over the results that follow the first one. */
  async finishResults(): Promise<void> {
    if ((this.#status & serverStatus.moreResults) !== 0) await this.receiveResult();
  }

  closeStatement(statement: Statement): void {
    this.socket.send([new PacketBuilder().uint8(command.closeStatement).uint32(statement.id).build()]);
  }

  /** Says goodbye; the socket closes by itself. */
  quit(): void {
    this.socket.send([Uint8Array.of(command.quit)]);
    this.socket.end();
  }

  async #columns(count: number): Promise<readonly ColumnDefinition[]> {
    const columns: ColumnDefinition[] = [];
    for (let index = 0; index < count; index++) {
      columns.push(readColumnDefinition(await this.packets.next(), this.agreement.extended));
    }
    if (count > 0) this.#readEnd(await this.packets.next());
    return columns;
  }

  /** Reads over definitions and the packet that ends them. */
  async #skip(count: number): Promise<void> {
    for (let index = 0; index < count; index++) await this.packets.next();
    if (count > 0) await this.packets.next();
  }

  #readOk(packet: Cursor): Done {
    packet.skip(1);
    const affectedRows = packet.length();
    packet.length();
    this.#status = packet.uint16();
    return { affectedRows, warnings: packet.uint16(), info: packet.remaining > 0 ? readInfo(packet) : '' };
  }

  #readEnd(packet: Cursor): number {
    packet.skip(1);
    const warnings = packet.uint16();
    this.#status = packet.uint16();
    return warnings;
  }
}

/** The closing text of an OK packet, with its length before it or not, as servers differ. */
function readInfo(packet: Cursor): string {
  if (packet.head === packet.remaining - 1) packet.skip(1);
  return packet.restText();
}

function isEnd(packet: Cursor): boolean {
  return packet.head === 0xfe && packet.remaining < 9;
}

function readTextRow(packet: Cursor, columnCount: number): (string | null)[] {
  const row: (string | null)[] = [];
  for (let index = 0; index < columnCount; index++) {
    if (packet.head === 0xfb) {
      packet.skip(1);
      row.push(null);
    } else row.push(packet.lengthText());
  }
  return row;
}
