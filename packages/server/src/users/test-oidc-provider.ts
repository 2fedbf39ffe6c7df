/** A small OpenID Connect provider for tests: discovery, keys, codes with PKCE, signed identities; over real HTTP. */
import { createHash, createSign, generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface TestProvider {
  readonly issuer: string;
  /** What the next identity says; `undefined` members are left out. */
  claims: Record<string, unknown>;
  /** Signs with another key than the published one. */
  isForged: boolean;
  close(): void;
}

interface Code {
  readonly challenge: string;
  readonly nonce: string;
  readonly redirect: string;
}

export async function startTestProvider(clientId: string, clientSecret: string): Promise<TestProvider> {
  const [key, other] = [0, 1].map(() => generateKeyPairSync('rsa', { modulusLength: 2048 })) as [
    ReturnType<typeof generateKeyPairSync>,
    ReturnType<typeof generateKeyPairSync>,
  ];
  const codes = new Map<string, Code>();
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider: TestProvider = { issuer, claims: {}, isForged: false, close: () => server.close() };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', issuer);
    if (url.pathname === '/.well-known/openid-configuration') return json(response, 200, discovery(issuer));
    if (url.pathname === '/keys')
      return json(response, 200, { keys: [{ ...key.publicKey.export({ format: 'jwk' }), kid: 'k', alg: 'RS256' }] });
    if (url.pathname === '/authorize') return authorize(url, response);
    if (url.pathname === '/token') return token(request, response);
    json(response, 404, {});
  }

  function authorize({ searchParams }: URL, response: ServerResponse): void {
    const value = (name: string): string => searchParams.get(name) ?? '';
    const code = randomUUID();
    const redirect = value('redirect_uri');
    codes.set(code, { challenge: value('code_challenge'), nonce: value('nonce'), redirect });
    const target = new URL(redirect);
    target.searchParams.set('code', code);
    target.searchParams.set('state', value('state'));
    response.writeHead(302, { location: target.href }).end();
  }

  async function token(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = new URLSearchParams(await text(request));
    const code = codes.get(form.get('code') ?? '');
    codes.delete(form.get('code') ?? '');
    const verifier = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    const isRight = form.get('client_id') === clientId && form.get('client_secret') === clientSecret;
    if (code === undefined || verifier !== code.challenge || form.get('redirect_uri') !== code.redirect || !isRight)
      return json(response, 400, { error: 'invalid_grant' });
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: issuer, aud: clientId, iat: now, exp: now + 60, nonce: code.nonce, ...provider.claims };
    const signer = provider.isForged ? other : key;
    json(response, 200, {
      access_token: 'a',
      token_type: 'Bearer',
      id_token: sign(claims, signer.privateKey as never),
    });
  }

  return provider;
}

function discovery(issuer: string): object {
  return {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/keys`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: ['client_secret_post'],
  };
}

function sign(claims: object, key: Parameters<ReturnType<typeof createSign>['sign']>[0]): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const body = `${part({ alg: 'RS256', kid: 'k', typ: 'JWT' })}.${part(claims)}`;
  return `${body}.${createSign('RSA-SHA256').update(body).sign(key, 'base64url')}`;
}

function json(response: ServerResponse, status: number, value: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}
