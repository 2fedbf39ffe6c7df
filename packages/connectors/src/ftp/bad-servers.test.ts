import { generateKeyPairSync } from 'node:crypto';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import ssh2 from 'ssh2';
import { expect, onTestFinished, test } from 'vitest';
import { storageOn } from './test-connection.ts';

const { signal } = new AbortController();

/** Answers to FTP commands; a listing goes over a data connection. */
interface Manners {
  readonly features?: readonly string[];
  readonly listing?: string;
  readonly replies?: Readonly<Record<string, string>>;
}

/** An FTP server of a few lines that says what it is told to. */
async function startFtp({ features = [], listing = '', replies = {} }: Manners): Promise<number> {
  const usual: Record<string, string> = {
    USER: '331 go on',
    PASS: '230 welcome',
    FEAT: ['211-Features', ...features.map((name) => ` ${name}`), '211 End'].join('\r\n'),
    PWD: '257 "/" is here',
    TYPE: '200 ok',
    NOOP: '200 ok',
    CWD: '250 ok',
    ...replies,
  };
  return listen((socket) => {
    let peer = Promise.withResolvers<Socket>();
    const say = (reply: string): void => void socket.write(`${reply}\r\n`);
    const answer = async (line: string): Promise<void> => {
      const [verb = '', path = ''] = line.split(' ');
      if (verb === 'CWD' && path.includes('*')) return say('550 no such folder');
      if (usual[verb] !== undefined) return say(usual[verb]);
      if (verb === 'EPSV') {
        peer = Promise.withResolvers<Socket>();
        const data = createServer({ allowHalfOpen: true }, (other) => {
          data.close();
          peer.resolve(other.on('error', () => {}));
        });
        await new Promise<void>((resolve) => data.listen(0, '127.0.0.1', resolve));
        return say(`229 ok (|||${(data.address() as AddressInfo).port}|)`);
      }
      if (!['MLSD', 'LIST', 'STOR'].includes(verb)) return say('502 no such command');
      say('150 here we go');
      const other = await peer.promise;
      if (verb === 'STOR') await new Promise((resolve) => other.resume().once('end', resolve));
      other.end(verb === 'STOR' ? '' : listing);
      say('226 done');
    };
    say('220 hello');
    socket.on('data', (chunk) => {
      for (const line of chunk.toString().split('\r\n').filter(Boolean)) void answer(line);
    });
  });
}

async function listen(onConnection: (socket: Socket) => void): Promise<number> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket.on('error', () => {}));
    onConnection(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

const ftp = (port: number) => storageOn({ protocol: 'ftp', host: '127.0.0.1', port, socketTimeoutMs: 1_000 });

test.each([
  { features: ['MLST'], listing: 'type=file;size=5; a.csv\r\ntype=file;size=5; ../../etc/cron.d/evil\r\n' },
  { features: [], listing: '-rw-r--r-- 1 a b 5 Nov 21 10:00 /etc/passwd\r\n' },
])('a listing with a name that leads out of its folder is refused', async (manners) => {
  await expect(ftp(await startFtp(manners)).find('/in/*', signal)).rejects.toMatchObject({ code: 'FTP_BAD_LISTING' });
});

test('the folder itself and its parent in a listing are passed over', async () => {
  const listing = 'type=dir; .\r\ntype=dir; ..\r\ntype=file;size=5;modify=20260102030405; a.csv\r\n';
  const files = await ftp(await startFtp({ features: ['MLST'], listing })).find('/in/*', signal);
  expect(files).toEqual([{ path: '/in/a.csv', size: 5, version: '5-20260102030405' }]);
});

test('a server without MLST, SIZE and MDTM is read by its listings', async () => {
  const listing = 'total 1\r\n-rw-r--r-- 1 a b 5 Nov 21 10:00 a.csv\r\n';
  const files = await ftp(await startFtp({ listing })).find('/in/*', signal);
  expect(files).toEqual([{ path: '/in/a.csv', size: 5, version: '5-' }]);
});

test('a server that hides hidden files is refused before the first row', async () => {
  const port = await startFtp({ features: ['MLST'], replies: { DELE: '250 ok' } });
  await expect(ftp(port).prepareFolder('/out')).rejects.toMatchObject({
    code: 'FTP_HIDDEN_FILES_UNSEEN',
    message: 'The server does not list hidden files in "/out".',
  });
});

test('a server that has fewer bytes than were sent is found out', async () => {
  const facts = '250-Listing\r\n type=file;size=3; /out/.a.sluice-tmp\r\n250 End';
  const port = await startFtp({ features: ['MLST'], replies: { MLST: facts, DELE: '550 no' } });
  const file = await ftp(port).create('/out/a');
  await file.write(Buffer.from('12345'));
  await expect(file.seal()).rejects.toMatchObject({
    message: 'Cannot write "/out/a": the server has 3 of 5 bytes that were sent.',
  });
});

test('a server that falls silent is given up', async () => {
  const port = await startFtp({ features: ['MLST'], replies: { MLST: '' } });
  await expect(ftp(port).stat('/in/a.csv')).rejects.toMatchObject({ code: 'FTP_CONNECTION_LOST' });
});

test('a port for data where nobody listens is told', async () => {
  const replies = { EPSV: '229 ok (|||1|)' };
  await expect(ftp(await startFtp({ features: ['MLST'], replies })).find('/in/*', signal)).rejects.toMatchObject({
    code: 'FTP_DATA_CONNECTION',
    retryable: true,
    hint: expect.stringContaining('connectPattern'),
  });
});

test('a listing over SFTP with a name that leads out of its folder is refused', async () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const hostKeys = [privateKey.export({ type: 'pkcs1', format: 'pem' })];
  const { STATUS_CODE } = ssh2.utils.sftp;
  const server = new ssh2.Server({ hostKeys }, (client) => {
    client.on('error', () => {}).on('authentication', (context) => context.accept());
    client.on('session', (accept) => {
      accept().on('sftp', (open) => {
        const sftp = open();
        let isListed = false;
        sftp.on('REALPATH', (id) => sftp.name(id, [{ filename: '/', longname: '/', attrs: {} as never }]));
        sftp.on('STAT', (id) => sftp.status(id, STATUS_CODE.NO_SUCH_FILE));
        sftp.on('OPENDIR', (id) => sftp.handle(id, Buffer.from('d')));
        sftp.on('READDIR', (id) => {
          if (isListed) return sftp.status(id, STATUS_CODE.EOF);
          isListed = true;
          sftp.name(id, [{ filename: '../../etc/passwd', longname: 'x', attrs: { mode: 0o100644 } as never }]);
        });
        sftp.on('CLOSE', (id) => sftp.status(id, STATUS_CODE.OK));
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const storage = storageOn({
    protocol: 'sftp',
    host: '127.0.0.1',
    port,
    user: 'u',
    password: 'p',
    trustAnyHostKey: true,
  });
  await expect(storage.find('/in/*', signal)).rejects.toMatchObject({
    code: 'FTP_BAD_LISTING',
    message: expect.stringContaining('"../../etc/passwd" is not the name of a file in it'),
  });
});
