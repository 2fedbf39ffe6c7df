/**
 * The last check of where this process connects to, below every client library: redirects, addresses that a name leads
 * to only now, endpoints that a library makes up by itself.
 */
import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import { isIP, Socket, type LookupFunction, type SocketConnectOpts } from 'node:net';
import type { Access } from '@sluice/core';
import { accessErrors } from './access-errors.ts';
import { hostCheck, type HostCheck } from './hosts.ts';
import { createAccess, type Limits } from './limits.ts';

interface Target {
  host?: string | undefined;
  path?: string | undefined;
  lookup?: LookupFunction | undefined;
}

/**
 * Limits all connections of this thread from now on. The documented limit of it: a native library that opens sockets
 * without Node is not seen; none of the connectors uses one.
 */
export function guardNetwork(limits: Limits): void {
  const permits = hostCheck(limits.hosts);
  const access = createAccess(limits);
  const original = Socket.prototype.connect as (this: Socket, ...parameters: unknown[]) => Socket;
  // The one place that all of Node's TCP connections and local sockets pass.
  Socket.prototype.connect = function (this: Socket, ...parameters: unknown[]): Socket {
    const refusal = limit(parameters, permits, access);
    if (refusal === undefined) return original.apply(this, parameters);
    process.nextTick(() => this.destroy(refusal));
    return this;
  } as typeof Socket.prototype.connect;
}

/** Refuses what is refused at once; for names, lets the look-up of their addresses be followed by the check. */
function limit(parameters: unknown[], permits: HostCheck, access: Access): Error | undefined {
  const target = targetOf(parameters);
  if (target === undefined) return undefined;
  try {
    if (typeof target.path === 'string') access.file(target.path);
    else {
      const host = target.host ?? 'localhost';
      if (isIP(host) === 0) target.lookup = checkedLookup(target.lookup ?? (systemLookup as LookupFunction), permits);
      else if (!permits(host, [host])) throw accessErrors.hostDenied({ host });
    }
  } catch (error) {
    return error as Error;
  }
  return undefined;
}

/** `connect(options)`, `connect(port, host)`, `connect(path)`, and the list that Node itself passes on. */
function targetOf(parameters: unknown[]): Target | undefined {
  const [first, second] = parameters;
  if (Array.isArray(first)) {
    // The options may be used again by whoever connects.
    first[0] = { ...(first[0] as object) };
    return first[0] as Target;
  }
  if (typeof first === 'object' && first !== null) {
    const options = { ...first } as Target & SocketConnectOpts;
    parameters[0] = options;
    return options;
  }
  if (typeof first === 'string' && !/^\d+$/.test(first)) return { path: first };
  const options: Target & { port: unknown } = { port: first, host: typeof second === 'string' ? second : undefined };
  parameters.splice(0, typeof second === 'string' ? 2 : 1, options);
  return options;
}

function checkedLookup(lookup: LookupFunction, permits: HostCheck): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, options, (error, found: string | readonly LookupAddress[], family) => {
      if (error !== null) return callback(error, found as never, family);
      const addresses = typeof found === 'string' ? [found] : found.map(({ address }) => address);
      if (permits(hostname, addresses)) return callback(null, found as never, family);
      callback(accessErrors.hostDenied({ host: hostname }), '', family);
    });
  };
}
