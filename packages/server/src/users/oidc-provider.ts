import { readFileSync } from 'node:fs';
import type { Configuration } from 'openid-client';
import { SluiceError } from '@sluice/core';
import type { Settings } from '../settings.ts';
import { peopleErrors } from './errors.ts';

/** What is kept in the browser between leaving and coming back. */
export interface PendingSignIn {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  /** Where to go afterwards. */
  readonly to: string;
}

/** Who the provider says it is. */
export interface Identity {
  readonly issuer: string;
  readonly subject: string;
  /** Only one that the provider has verified. */
  readonly email: string | undefined;
  readonly name: string | undefined;
}

/** The OpenID Connect provider of the settings. Its description is loaded at the first sign-in. */
export class OidcProvider {
  readonly #settings: Settings;
  #configuration: Promise<Configuration> | undefined;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** Address to send the browser to, and what has to come back with it. */
  async begin(to: string): Promise<{ readonly url: URL; readonly pending: PendingSignIn }> {
    const client = await import('openid-client');
    const configuration = await this.#configured();
    const pending = {
      state: client.randomState(),
      nonce: client.randomNonce(),
      verifier: client.randomPKCECodeVerifier(),
      to,
    };
    const url = client.buildAuthorizationUrl(configuration, {
      redirect_uri: this.#redirect,
      scope: 'openid email profile',
      state: pending.state,
      nonce: pending.nonce,
      code_challenge: await client.calculatePKCECodeChallenge(pending.verifier),
      code_challenge_method: 'S256',
    });
    return { url, pending };
  }

  /** Exchanges the code for the identity; signature, issuer, audience, times, state and nonce are checked. */
  async finish(search: string, { state, nonce, verifier }: PendingSignIn): Promise<Identity> {
    const client = await import('openid-client');
    const configuration = await this.#configured();
    try {
      const tokens = await client.authorizationCodeGrant(configuration, new URL(`${this.#redirect}${search}`), {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      if (claims === undefined) throw peopleErrors.oidcRefused({ reason: 'it sends no identity' });
      const { iss, sub, email, email_verified, name, preferred_username } = claims;
      return {
        issuer: iss,
        subject: sub,
        email: email_verified === true && typeof email === 'string' ? email.toLowerCase() : undefined,
        name: [preferred_username, name].find((each) => typeof each === 'string' && each !== '') as string | undefined,
      };
    } catch (error) {
      if (error instanceof SluiceError) throw error;
      throw peopleErrors.oidcRefused({ reason: reasonOf(error) }, error);
    }
  }

  get #redirect(): string {
    const { publicUrl = '' } = this.#settings;
    return `${publicUrl.replace(/\/+$/, '')}/api/oidc/callback`;
  }

  #configured(): Promise<Configuration> {
    this.#configuration ??= this.#discover().catch((error: unknown) => {
      this.#configuration = undefined;
      throw error instanceof SluiceError ? error : peopleErrors.oidcUnreachable({ reason: reasonOf(error) }, error);
    });
    return this.#configuration;
  }

  async #discover(): Promise<Configuration> {
    const client = await import('openid-client');
    const { oidcIssuer, oidcClientId, oidcClientSecretFile, publicUrl } = this.#settings;
    if (oidcIssuer === undefined) throw peopleErrors.oidcOff();
    if (oidcClientId === undefined || publicUrl === undefined) throw peopleErrors.oidcIncomplete();
    const secret = oidcClientSecretFile === undefined ? undefined : readFileSync(oidcClientSecretFile, 'utf8').trim();
    const issuer = new URL(oidcIssuer);
    const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(issuer.hostname);
    return client.discovery(issuer, oidcClientId, secret, secret === undefined ? client.None() : undefined, {
      // Also the signature is checked, not only that the answer came over TLS.
      execute: [client.enableNonRepudiationChecks, ...(isLocal ? [client.allowInsecureRequests] : [])],
      timeout: 10,
    });
  }
}

/** What the provider or the library says, without what was sent. */
function reasonOf(error: unknown): string {
  const {
    error: code,
    error_description: description,
    message,
  } = error as {
    readonly error?: string;
    readonly error_description?: string;
    readonly message?: string;
  };
  return (description ?? code ?? message ?? 'unknown').replace(/\.$/, '');
}
