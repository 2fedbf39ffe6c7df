/** A small SMTP server for tests: STARTTLS, TLS, AUTH PLAIN and LOGIN, and refusals where they are asked for. */
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { createSecureContext, TLSSocket, createServer as createSecureServer } from 'node:tls';

export interface Mail {
  readonly from: string;
  readonly to: readonly string[];
  readonly data: string;
  readonly isSecure: boolean;
  readonly user: string | undefined;
}

export interface SmtpOptions {
  readonly security: 'starttls' | 'tls' | 'none';
  readonly certificate?: { readonly certificate: string; readonly key: string };
  readonly login?: { readonly user: string; readonly password: string };
  /** Answer to RCPT by the recipient, for instance `550 no such user`. */
  readonly refuse?: (recipient: string) => string | undefined;
  /** Answer to the message itself. */
  readonly answer?: string;
}

export interface SmtpServer {
  readonly port: number;
  readonly mails: Mail[];
  close(): Promise<void>;
}

export async function startSmtp(options: SmtpOptions): Promise<SmtpServer> {
  const mails: Mail[] = [];
  const sockets = new Set<Socket>();
  const { certificate: cert, key } = options.certificate ?? {};
  const serve = (socket: Socket, isSecure: boolean): void => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    converse(socket, isSecure, options, mails, true);
  };
  const server =
    options.security === 'tls'
      ? createSecureServer({ cert, key }, (socket) => serve(socket, true))
      : createServer((socket) => serve(socket, false));
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    mails,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

function converse(socket: Socket, isSecure: boolean, options: SmtpOptions, mails: Mail[], isGreeting: boolean): void {
  const { security, certificate, login, refuse, answer } = options;
  let [rest, from, user] = ['', '', undefined as string | undefined];
  let to: string[] = [];
  let data: string[] | undefined;
  let expects: ((line: string) => void) | undefined;
  const say = (...lines: readonly string[]): void => void socket.write(lines.map((line) => `${line}\r\n`).join(''));
  const checkLogin = (name: string, password: string): void => {
    const isRight = name === login?.user && password === login.password;
    if (isRight) user = name;
    say(isRight ? '235 welcome' : '535 5.7.8 wrong user or password');
  };
  const plain = (text: string): void => {
    const [, name = '', password = ''] = Buffer.from(text, 'base64').toString().split('\0');
    checkLogin(name, password);
  };
  const commands: Readonly<Record<string, (rest: string) => void>> = {
    EHLO: () => {
      const extensions = [
        ...(security === 'starttls' && !isSecure ? ['STARTTLS'] : []),
        ...(login === undefined ? [] : ['AUTH PLAIN LOGIN']),
        '8BITMIME',
      ];
      say(...extensions.map((each) => `250-${each}`), '250 SMTPUTF8');
    },
    STARTTLS: () => {
      if (security !== 'starttls') return say('502 unknown');
      say('220 go ahead');
      socket.removeAllListeners('data');
      const { certificate: cert, key } = certificate ?? {};
      const secureContext = createSecureContext({ cert, key });
      const secure = new TLSSocket(socket, { isServer: true, secureContext });
      secure.on('error', () => socket.destroy());
      converse(secure, true, options, mails, false);
    },
    AUTH: (text) => {
      const [method, first] = text.split(' ');
      if (method === 'PLAIN' && first !== undefined) return plain(first);
      if (method === 'PLAIN') {
        expects = plain;
        return say('334 ');
      }
      say('334 VXNlcm5hbWU6');
      expects = (name) => {
        say('334 UGFzc3dvcmQ6');
        expects = (password) => checkLogin(decoded(name), decoded(password));
      };
    },
    MAIL: (text) => {
      from = addressIn(text);
      to = [];
      say('250 ok');
    },
    RCPT: (text) => {
      const refusal = refuse?.(addressIn(text));
      if (refusal === undefined) to.push(addressIn(text));
      say(refusal ?? '250 ok');
    },
    DATA: () => {
      data = [];
      say('354 go on');
    },
    QUIT: () => {
      say('221 bye');
      socket.end();
    },
  };
  const take = (line: string): void => {
    if (data !== undefined && line !== '.') return void data.push(line.replace(/^\./, ''));
    if (data !== undefined) {
      if (answer === undefined) mails.push({ from, to, data: data.join('\n'), isSecure, user });
      data = undefined;
      return say(answer ?? '250 2.0.0 queued as 17');
    }
    if (expects !== undefined) {
      const next = expects;
      expects = undefined;
      return next(line);
    }
    const [word = '', ...others] = line.split(' ');
    const command = commands[word.toUpperCase()];
    if (command === undefined) return say('502 unknown');
    command(others.join(' '));
  };
  socket.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString()).split('\r\n');
    rest = lines.pop() ?? '';
    for (const line of lines) take(line);
  });
  if (isGreeting) say('220 test ESMTP');
}

function decoded(text: string): string {
  return Buffer.from(text, 'base64').toString();
}

function addressIn(text: string): string {
  return /<([^>]*)>/.exec(text)?.[1] ?? '';
}
