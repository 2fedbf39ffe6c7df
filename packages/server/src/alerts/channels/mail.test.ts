import { selfSignedCertificate } from '@sluice/testkit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { hostCheck } from '../../worker/hosts.ts';
import { startSmtp, type SmtpOptions, type SmtpServer } from '../test-smtp.ts';
import { checkedOptions } from '../channel-store.ts';
import { mail } from './mail.ts';
import type { Message } from './kind.ts';

const certificate = selfSignedCertificate();
const permits = hostCheck({ allowed: [], denied: [] });
const login = { user: 'sluice', password: 'pass wörd' };
const message: Message = {
  id: '0abc',
  kind: 'alert',
  title: '[Sluice] 运行失败: orders',
  text: 'Project: shop\nCause: Ä\n.\nDetails: https://sluice.example/x',
};

async function server(options: SmtpOptions): Promise<SmtpServer> {
  const started = await startSmtp({ certificate, ...options });
  onTestFinished(() => started.close());
  return started;
}

function send({ port }: SmtpServer, options: Readonly<Record<string, string | readonly string[]>> = {}) {
  const values = {
    host: 'localhost',
    port,
    from: 'sluice@example.com',
    to: ['ops@example.com', 'dba@example.com'],
    certificate: certificate.certificate,
    ...options,
  };
  return mail.send(checkedOptions('mail', values), message, { permits, now: 0 });
}

describe('mail', () => {
  test('goes over STARTTLS to all receivers, with a login', async () => {
    const smtp = await server({ security: 'starttls', login });
    expect(await send(smtp, login)).toContain('queued as 17');
    const [sent] = smtp.mails;
    expect(sent).toMatchObject({
      from: 'sluice@example.com',
      to: ['ops@example.com', 'dba@example.com'],
      isSecure: true,
      user: 'sluice',
    });
    expect(sent?.data).toContain('From: Sluice <sluice@example.com>');
    expect(sent?.data).toContain('Message-ID: <0abc@example.com>');
    expect(sent?.data).toContain('Auto-Submitted: auto-generated');
    const encoded = /Subject: ((?:.*\n )*.*)/.exec(sent?.data ?? '')?.[1] ?? '';
    expect(encoded).toMatch(/^=\?UTF-8\?/i);
  });

  test('goes over TLS from the start', async () => {
    const smtp = await server({ security: 'tls' });
    await send(smtp, { security: 'tls' });
    expect(smtp.mails).toHaveLength(1);
    expect(smtp.mails[0]?.isSecure).toBe(true);
  });

  test('goes unencrypted only when that was chosen', async () => {
    const smtp = await server({ security: 'none' });
    await expect(send(smtp)).rejects.toMatchObject({ code: 'ALERT_TLS_REFUSED', retryable: false });
    expect(smtp.mails).toEqual([]);
    await send(smtp, { security: 'none' });
    expect(smtp.mails[0]?.isSecure).toBe(false);
  });

  test('a certificate that nobody knows is refused', async () => {
    const smtp = await server({ security: 'starttls' });
    await expect(send(smtp, { certificate: '' })).rejects.toMatchObject({ code: 'ALERT_TLS_REFUSED' });
    expect(smtp.mails).toEqual([]);
  });

  test('a wrong password is told as such, and not shown', async () => {
    const smtp = await server({ security: 'starttls', login });
    const error: unknown = await send(smtp, { ...login, password: 'wrong-one' }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'ALERT_LOGIN_REFUSED', retryable: false });
    expect(String((error as Error).message)).toContain('535');
    expect(JSON.stringify(error)).not.toContain('wrong-one');
  });

  test('a login that the server does not know is not left out', async () => {
    const smtp = await server({ security: 'starttls' });
    await expect(send(smtp, login)).rejects.toThrow();
    expect(smtp.mails).toEqual([]);
  });

  test('refused for good, and for now', async () => {
    const full = await server({ security: 'none', refuse: () => '452 4.2.2 mailbox full' });
    await expect(send(full, { security: 'none' })).rejects.toMatchObject({
      code: 'ALERT_UNAVAILABLE',
      retryable: true,
    });
    const spam = await server({ security: 'none', answer: '554 5.7.1 looks like spam' });
    await expect(send(spam, { security: 'none' })).rejects.toMatchObject({ code: 'ALERT_REFUSED', retryable: false });
  });

  test('one refused receiver does not keep the mail from the other', async () => {
    const smtp = await server({
      security: 'none',
      refuse: (recipient) => (recipient.startsWith('dba') ? '550 5.1.1 unknown' : undefined),
    });
    expect(await send(smtp, { security: 'none' })).toContain('but not for dba@example.com');
    expect(smtp.mails[0]?.to).toEqual(['ops@example.com']);
  });

  test('nobody listens', async () => {
    const smtp = await server({ security: 'none' });
    await smtp.close();
    await expect(send(smtp)).rejects.toMatchObject({ code: 'ALERT_UNREACHABLE', retryable: true });
  });

  test.each([
    ['from', { from: 'ops@example.com\r\nBcc: all@example.com' }],
    ['to', { to: ['ops@example.com, other@example.com'] }],
    ['to', { to: [] }],
    ['security', { security: 'ssl' }],
    ['passwort', { passwort: 'x' }],
  ])('a wrong value of "%s" is refused with its place', (name, wrong) => {
    const values = { host: 'h', from: 'a@b.example', to: ['c@d.example'], ...wrong };
    expect(() => checkedOptions('mail', values)).toThrow(
      expect.objectContaining({ place: expect.objectContaining({ path: expect.stringContaining(`options.${name}`) }) }),
    );
  });
});
