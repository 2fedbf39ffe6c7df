import { createHash } from 'node:crypto';

/**
 * MariaDB's `client_ed25519`: an Ed25519 signature whose secret is SHA512 of the password. `node:crypto` takes only
 * secrets of 32 bytes, so the curve arithmetic of RFC 8032 stands here. It runs once per login; the time it takes is not
 * independent of the password, which matters only to somebody who measures this process.
 */
export function signEd25519(password: Uint8Array, message: Uint8Array): Uint8Array {
  if (password.length === 0) return new Uint8Array(0);
  const hash = sha512(password);
  const clamped = hash.slice(0, 32);
  clamped[0] = (clamped[0] as number) & 248;
  clamped[31] = ((clamped[31] as number) & 63) | 64;
  const secret = toNumber(clamped);
  const publicKey = encode(multiply(generator, secret));
  const nonce = toNumber(sha512(hash.subarray(32), message)) % order;
  const commitment = encode(multiply(generator, nonce));
  const challenge = toNumber(sha512(commitment, publicKey, message)) % order;
  return Buffer.concat([commitment, toBytes((nonce + challenge * secret) % order)]);
}

/** A point in extended coordinates: x = X/Z, y = Y/Z, x*y = T/Z. */
interface Point {
  readonly x: bigint;
  readonly y: bigint;
  readonly z: bigint;
  readonly t: bigint;
}

const prime = 2n ** 255n - 19n;
const order = 2n ** 252n + 27742317777372353535851937790883648493n;
const curve = 37095705934669439343138083508754565189542113879843219016388785533085940283555n;
const generatorX = 15112221349535400772501151409588531511454012693041857206046113283949847762202n;
const generatorY = 46316835694926478169428394003475163141307993866256225615783033603165251855960n;
const generator: Point = { x: generatorX, y: generatorY, z: 1n, t: modulo(generatorX * generatorY) };

function multiply(point: Point, factor: bigint): Point {
  let result: Point = { x: 0n, y: 1n, z: 1n, t: 0n };
  let doubled = point;
  for (let rest = factor; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = add(result, doubled);
    doubled = add(doubled, doubled);
  }
  return result;
}

function add(left: Point, right: Point): Point {
  const a = modulo((left.y - left.x) * (right.y - right.x));
  const b = modulo((left.y + left.x) * (right.y + right.x));
  const c = modulo(2n * left.t * right.t * curve);
  const d = modulo(2n * left.z * right.z);
  const [e, f, g, h] = [b - a, d - c, d + c, b + a];
  return { x: modulo(e * f), y: modulo(g * h), z: modulo(f * g), t: modulo(e * h) };
}

function encode(point: Point): Uint8Array {
  const inverse = power(point.z, prime - 2n);
  const bytes = toBytes(modulo(point.y * inverse));
  const isOdd = (modulo(point.x * inverse) & 1n) === 1n;
  bytes[31] = (bytes[31] as number) | (isOdd ? 128 : 0);
  return bytes;
}

function power(value: bigint, exponent: bigint): bigint {
  let result = 1n;
  let square = value;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = modulo(result * square);
    square = modulo(square * square);
  }
  return result;
}

function modulo(value: bigint): bigint {
  const rest = value % prime;
  return rest < 0n ? rest + prime : rest;
}

function sha512(...parts: readonly Uint8Array[]): Uint8Array {
  const hash = createHash('sha512');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** Little-endian bytes as a number. */
function toNumber(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes.toReversed()).toString('hex')}`);
}

function toBytes(value: bigint): Uint8Array {
  return new Uint8Array(Buffer.from(value.toString(16).padStart(64, '0'), 'hex')).toReversed();
}
