import { connect, type Socket } from 'node:net';
import { z } from 'zod';
import { choice, count, custom, list, secret, text, type Parameter, type SluiceError } from '@sluice/core';
import { alertErrors } from '../errors.ts';
import type { Channel, Message, SendContext } from './kind.ts';
import { guardedLookup, networkError, requireHost, tlsProblem } from './network.ts';
import { shownAnswer } from './post.ts';

const timeoutMs = 15_000;

const address = () =>
  z
    .string()
    .max(254)
    // oxlint-disable-next-line no-control-regex -- nothing of a header may get in
    .regex(/^[^\s@<>,;"\u0000-\u001f]+@[^\s@<>,;"\u0000-\u001f]+$/, 'it must be an address such as ops@example.com');

export const mail: Channel = {
  kind: 'mail',
  title: 'Mail',
  summary: 'Mail through an SMTP server.',
  fields: {
    host: text({ title: 'SMTP server', role: 'address', example: 'smtp.example.com' }),
    port: count({ title: 'Port', help: '587 for STARTTLS, 465 for TLS from the start, 25 within a network.' }).default(
      587,
    ),
    security: choice(['starttls', 'tls', 'none'], {
      title: 'Security',
      help: 'starttls: nothing is sent unless the connection becomes secure. none: mails and password are sent readable.',
    }).default('starttls'),
    user: text({ title: 'User', help: 'Empty: no login.' }).optional(),
    password: secret({ title: 'Password' }).optional(),
    from: custom(address(), { title: 'From', example: 'sluice@example.com' }),
    to: list(address(), { title: 'To', help: 'One mail goes to all of them.', example: ['ops@example.com'] }).refine(
      (all) => all.length > 0 && all.length <= 50,
      { message: 'one to fifty addresses' },
    ),
    certificate: text({
      title: 'Certificate authority',
      help: 'PEM of the authority that has issued the certificate of the server, when it is none that is widely known.',
      widget: 'code',
      isAdvanced: true,
    }).optional(),
  },
  target: 'host',
  mostPerMinute: 60,
  async send(options, message, context) {
    const host = String(options['host']);
    await requireHost(host, context.permits);
    const { createTransport } = await import('nodemailer');
    const connection = await openSocket(host, Number(options['port']), context);
    const transport = createTransport(transportOptions(options, connection));
    try {
      const { response, rejected } = await transport.sendMail(mailOf(options, message));
      return shownAnswer(rejected.length === 0 ? response : `${response}, but not for ${rejected.join(', ')}`);
    } catch (error) {
      throw mailError(host, error);
    } finally {
      transport.close();
      connection.destroy();
    }
  },
};

/** Connects by itself, so that an address which is not allowed is never talked to. */
async function openSocket(host: string, port: number, { permits }: SendContext): Promise<Socket> {
  const socket = connect({ host, port, lookup: guardedLookup(permits) });
  const timer = setTimeout(() => socket.destroy(alertErrors.silent({ host, seconds: timeoutMs / 1_000 })), timeoutMs);
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    return socket;
  } catch (error) {
    throw networkError(host, error);
  } finally {
    clearTimeout(timer);
  }
}

function transportOptions(options: Parameter, connection: Socket) {
  const { host, port, security, user, password, certificate } = options;
  return {
    host: String(host),
    port: Number(port),
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    ...(user === undefined || user === ''
      ? {}
      : { auth: { user: String(user), pass: String(password ?? '') }, forceAuth: true }),
    ...(certificate === undefined || certificate === '' ? {} : { tls: { ca: String(certificate) } }),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    getSocket: (_: unknown, give: (error: null, socket: { connection: Socket }) => void) => give(null, { connection }),
    // The text of an alert must not make the server read files or addresses.
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** The same id in each attempt, so that mail systems drop a repetition. */
function mailOf({ from, to }: Parameter, { id, title, text: body }: Message) {
  const sender = String(from);
  return {
    from: { name: 'Sluice', address: sender },
    to: (to as readonly string[]).map((each) => ({ name: '', address: each })),
    subject: title,
    text: body,
    messageId: `<${id}@${sender.slice(sender.indexOf('@') + 1)}>`,
    headers: { 'Auto-Submitted': 'auto-generated' },
  };
}

interface SmtpError extends Error {
  readonly code?: string;
  /** Of the network, where the library has set its own. */
  readonly originalCode?: string;
  readonly response?: string;
  readonly permanent?: boolean;
}

function mailError(host: string, cause: unknown): SluiceError {
  const { code, originalCode, response, permanent, message } = cause as SmtpError;
  const answer = shownAnswer(response ?? message);
  if (code === 'EAUTH' && permanent !== false) return alertErrors.loginRefused({ host, answer }, cause);
  if (code === 'ETLS') return alertErrors.tlsRefused({ host, problem: shownAnswer(tlsProblem(message)) }, cause);
  if (code === 'ETIMEDOUT') return alertErrors.silent({ host, seconds: timeoutMs / 1_000 }, cause);
  if (permanent === true || (permanent === undefined && code === 'EENVELOPE'))
    return alertErrors.refused({ host, answer }, cause);
  if (response !== undefined) return alertErrors.unavailable({ host, answer }, cause);
  return networkError(host, Object.assign(new Error(message), { code: originalCode ?? code, cause }));
}
