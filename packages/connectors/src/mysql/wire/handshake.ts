import { isIP } from 'node:net';
import type * as tls from 'node:tls';
import { type AuthStep, firstAnswer, nextAnswer } from './auth.ts';
import type { Cursor } from './cursor.ts';
import { PacketBuilder } from './packet-builder.ts';
import type { PacketStream } from './packet-stream.ts';
import { capability, extendedCapability, utf8mb4Charset } from './protocol.ts';
import { ProtocolError, readError } from './server-error.ts';
import type { WireSocket } from './socket.ts';

/** `preferred` takes TLS when the server offers it and checks nothing; `verify_…` check the certificate. */
export type TlsMode = 'disabled' | 'preferred' | 'required' | 'verify_ca' | 'verify_identity';

export interface Login {
  readonly user: string;
  readonly password: string;
  readonly database?: string;
  readonly host: string;
  readonly tlsMode: TlsMode;
  /** Certificates and key in PEM. */
  readonly tls: { readonly ca?: string; readonly cert?: string; readonly key?: string };
  readonly canFetchPublicKey: boolean;
  /** The socket is local to the machine. */
  readonly isLocal: boolean;
}

/** What server and client agreed on. */
export interface Agreement {
  readonly serverVersion: string;
  readonly isMariaDb: boolean;
  readonly connectionId: number;
  readonly capabilities: number;
  readonly extended: number;
}

interface Greeting extends Agreement {
  readonly scramble: Uint8Array;
  readonly method: string;
}

/** The server offers no TLS although the mode demands it. */
export class TlsUnavailable extends Error {
  override readonly name = 'TlsUnavailable';
}

/** The account uses a method of authentication that cannot be used here; the message says why. */
export class AuthRefused extends Error {
  override readonly name = 'AuthRefused';
}

/** Greets the server, changes to TLS as wanted, logs in. */
export async function handshake(socket: WireSocket, packets: PacketStream, login: Login): Promise<Agreement> {
  const greeting = readGreeting(await packets.next());
  const agreed = agree(greeting, login);
  let sequence = packets.sequence + 1;
  if ((agreed.capabilities & capability.tls) !== 0) {
    sequence = socket.send([responseHead(agreed).build()], sequence);
    await socket.startTls(tlsOptions(login));
  }
  const isSecure = socket.isSecure || login.isLocal;
  const input = { ...login, scramble: greeting.scramble, isSecure };
  const known = firstAnswer(greeting.method, input);
  // A method that is not known, or refuses, may still be changed by the server for this user.
  const canAnswer = known !== undefined && 'send' in known;
  const method = canAnswer ? greeting.method : 'mysql_native_password';
  const first = canAnswer ? known.send : new Uint8Array(0);
  socket.send([loginPacket(agreed, login, method, first)], sequence);
  await authenticate(socket, packets, { ...input, method });
  return agreed;
}

function readGreeting(packet: Cursor): Greeting {
  if (packet.head === 0xff) throw readError(packet);
  const version = packet.uint8();
  if (version !== 10) throw new ProtocolError(`the server speaks protocol ${version}; this is no MySQL 4.1 or later`);
  const fullVersion = packet.zeroText();
  const connectionId = packet.uint32();
  const scrambleStart = packet.take(8);
  packet.skip(1);
  const lower = packet.uint16();
  packet.skip(3);
  const capabilities = lower | (packet.uint16() << 16);
  const scrambleLength = packet.uint8();
  packet.skip(6);
  const extended = packet.uint32();
  const scrambleRest = packet.take(Math.max(13, scrambleLength - 8)).subarray(0, 12);
  const method = (capabilities & capability.pluginAuth) === 0 ? 'mysql_native_password' : packet.zeroText();
  const isMariaDb = /mariadb/i.test(fullVersion);
  return {
    serverVersion: fullVersion.replace(/^5\.5\.5-/, ''),
    isMariaDb,
    connectionId,
    capabilities,
    extended: (capabilities & capability.mysql) === 0 ? extended : 0,
    scramble: Buffer.concat([scrambleStart, scrambleRest]),
    method,
  };
}

function agree(greeting: Greeting, login: Login): Agreement {
  const offersTls = (greeting.capabilities & capability.tls) !== 0;
  if (!offersTls && login.tlsMode !== 'disabled' && login.tlsMode !== 'preferred') {
    throw new TlsUnavailable('the server offers no TLS');
  }
  const wantsTls = offersTls && login.tlsMode !== 'disabled' && !(login.isLocal && login.tlsMode === 'preferred');
  const wanted =
    capability.foundRows |
    capability.longFlag |
    capability.localFiles |
    capability.protocol41 |
    capability.transactions |
    capability.secureConnection |
    capability.multiResults |
    capability.preparedMultiResults |
    capability.pluginAuth |
    capability.connectAttributes |
    capability.longAuthData |
    (wantsTls ? capability.tls : 0) |
    (login.database === undefined ? 0 : capability.connectWithDatabase);
  // MariaDB reads the extended capabilities only of clients that do not say "mysql".
  const isPlain = greeting.extended === 0;
  return {
    serverVersion: greeting.serverVersion,
    isMariaDb: greeting.isMariaDb,
    connectionId: greeting.connectionId,
    capabilities: greeting.capabilities & (wanted | (isPlain ? capability.mysql : 0)),
    extended: greeting.extended & (extendedCapability.bulkExecute | extendedCapability.extendedMetadata),
  };
}

function responseHead(agreed: Agreement): PacketBuilder {
  return new PacketBuilder()
    .uint32(agreed.capabilities)
    .uint32(0x4000_0000)
    .uint8(utf8mb4Charset)
    .zeros(19)
    .uint32(agreed.extended);
}

function loginPacket(agreed: Agreement, login: Login, method: string, answer: Uint8Array): Uint8Array {
  const packet = responseHead(agreed).zeroText(login.user);
  if ((agreed.capabilities & capability.longAuthData) !== 0) packet.lengthBytes(answer);
  else packet.uint8(answer.length).bytes(answer);
  if ((agreed.capabilities & capability.connectWithDatabase) !== 0) packet.zeroText(login.database ?? '');
  if ((agreed.capabilities & capability.pluginAuth) !== 0) packet.zeroText(method);
  if ((agreed.capabilities & capability.connectAttributes) !== 0) {
    const attributes = new PacketBuilder().lengthText('_client_name').lengthText('sluice').build();
    packet.lengthBytes(attributes);
  }
  return packet.build();
}

async function authenticate(
  socket: WireSocket,
  packets: PacketStream,
  start: Parameters<typeof firstAnswer>[1] & { readonly method: string },
): Promise<void> {
  let { method } = start;
  let input = start;
  for (;;) {
    const packet = await packets.next();
    if (packet.head === 0x00) return;
    if (packet.head === 0xff) throw readError(packet);
    let step: AuthStep | undefined;
    if (packet.head === 0xfe) {
      packet.skip(1);
      method = packet.remaining === 0 ? 'mysql_old_password' : packet.zeroText();
      const scramble = packet.take(packet.remaining);
      input = { ...input, scramble: scramble.at(-1) === 0 ? scramble.subarray(0, -1) : scramble };
      step = firstAnswer(method, input);
    } else {
      packet.skip(1);
      step = nextAnswer(method, input, packet.take(packet.remaining));
    }
    if (step === undefined) throw new AuthRefused(`the authentication method ${method} is not supported`);
    if ('refuse' in step) throw new AuthRefused(step.refuse);
    if ('send' in step) socket.send([step.send], packets.sequence + 1);
  }
}

function tlsOptions(login: Login): tls.ConnectionOptions {
  const checks = login.tlsMode === 'verify_ca' || login.tlsMode === 'verify_identity';
  return {
    ...login.tls,
    ...(isIP(login.host) === 0 ? { servername: login.host } : {}),
    host: login.host,
    rejectUnauthorized: checks,
    ...(login.tlsMode === 'verify_identity' ? {} : { checkServerIdentity: () => undefined }),
  };
}
