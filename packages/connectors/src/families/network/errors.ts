/** What goes wrong between here and a server, whatever it speaks. Spread into the errors of a connector. */

export interface ServerPlace {
  /** `host:port` */
  readonly host: string;
}

export interface Reason {
  /** What the server or the system said; never with values of rows. */
  readonly reason: string;
}

export const networkErrors = {
  hostUnknown: {
    message: ({ host }: ServerPlace) => `The host of "${host}" is unknown.`,
    hint: () => 'Check the spelling of the host, and that this machine can resolve it.',
    kind: 'environment',
  },
  connectionRefused: {
    message: ({ host, reason }: ServerPlace & Reason) => `Cannot connect to ${host}: ${reason.replace(/\.$/, '')}.`,
    hint: () => 'Check host and port, that the server is running, and that no firewall stands in between.',
    kind: 'environment',
    retryable: true,
  },
  connectTimeout: {
    message: ({ host, afterMs }: ServerPlace & { afterMs: number }) => `No answer from ${host} within ${afterMs} ms.`,
    hint: () => 'Check host, port and firewall, or raise connectTimeoutMs.',
    kind: 'environment',
    retryable: true,
  },
} as const;
