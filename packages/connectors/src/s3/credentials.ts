import { objectErrors } from '../families/files/object-store/errors.ts';
import type { Credentials } from './sign-v4.ts';

export interface GivenCredentials {
  readonly accessKeyId?: string | undefined;
  readonly secretAccessKey?: string | undefined;
  readonly sessionToken?: string | undefined;
  readonly anonymous: boolean;
  readonly region?: string | undefined;
}

/** Where credentials come from. They may change during a long run. */
export interface CredentialSource {
  /** Undefined: requests are not signed. */
  credentials(): Promise<Credentials | undefined>;
  /** Of the environment, when none was given. */
  readonly region: string | undefined;
}

/** The given ones, or what the AWS tools would find: environment, profile, single sign-on, role of the machine. */
export async function credentialSource(given: GivenCredentials, root: string): Promise<CredentialSource> {
  const { accessKeyId = '', secretAccessKey = '', sessionToken, region } = given;
  if (given.anonymous) return { region, credentials: async () => undefined };
  if (accessKeyId !== '' && secretAccessKey !== '')
    return { region, credentials: async () => ({ accessKeyId, secretAccessKey, sessionToken }) };
  if (accessKeyId !== '' || secretAccessKey !== '')
    throw objectErrors.noCredentials({ root, problem: 'only one of key and secret is given' });
  return environment(region, root);
}

async function environment(region: string | undefined, root: string): Promise<CredentialSource> {
  const { S3Client } = await import('@aws-sdk/client-s3');
  const { config } = new S3Client(region === undefined ? {} : { region });
  const found = region ?? (await config.region().catch(() => undefined));
  return {
    region: found,
    credentials: async () => {
      try {
        return await config.credentials();
      } catch (error) {
        const problem = error instanceof Error ? error.message.replace(/\.$/, '') : String(error);
        throw objectErrors.noCredentials({ root, problem }, error);
      }
    },
  };
}
