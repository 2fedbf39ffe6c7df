import { describeWithService } from '@sluice/testkit';
import { expect, onTestFinished, test, vi } from 'vitest';
import { clientFor, newBucket } from './test-buckets.ts';

const listing = { prefix: '', byFolder: false, signal: new AbortController().signal };

/** Only these variables of the AWS tools, and none of their files. */
function environment(variables: Readonly<Record<string, string>>): void {
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) vi.stubEnv(name, undefined);
  const nowhere = {
    AWS_CONFIG_FILE: '/nowhere',
    AWS_SHARED_CREDENTIALS_FILE: '/nowhere',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  for (const [name, value] of Object.entries({ ...nowhere, ...variables })) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
}

describeWithService('versitygw', 'credentials of the environment', () => {
  test('without a key they are found as the AWS tools do', async () => {
    const { connection } = await newBucket();
    const { accessKeyId, secretAccessKey, ...others } = connection as Record<string, string>;
    environment({
      AWS_ACCESS_KEY_ID: accessKeyId ?? '',
      AWS_SECRET_ACCESS_KEY: secretAccessKey ?? '',
      AWS_REGION: 'us-east-1',
    });
    const client = await clientFor(others);
    expect(await client.list(listing)).toEqual({ objects: [], folders: [] });
  });

  test('none at all is an error that says where they were looked for', async () => {
    const { connection } = await newBucket();
    const { endpoint, bucket } = connection as Record<string, string>;
    environment({});
    const client = await clientFor({ endpoint: endpoint ?? '', bucket: bucket ?? '' });
    await expect(client.list(listing)).rejects.toMatchObject({
      code: 'OBJECT_STORE_NO_CREDENTIALS',
      message: `There are no credentials for s3://${bucket}/: Could not load credentials from any providers.`,
    });
  });
});
