import { defineErrors } from '@sluice/core';

interface Asked {
  /** `list objects`, `read "a.csv"`: what was being done. */
  readonly action: string;
  /** `s3://bucket/` */
  readonly root: string;
}

/** Errors of object stores, whichever it is. Names of keys and buckets are told, never a secret. */
export const objectErrors = defineErrors('object_store', {
  expiredCredentials: {
    message: ({ action, root }: Asked) => `Cannot ${action} in ${root}: the credentials have expired.`,
    hint: () =>
      'A session token lives for hours: get a new one together with its key, or use a role or key that does not expire.',
    kind: 'environment',
  },
  badCredentials: {
    message: ({ action, root, problem }: Asked & { problem: string }) => `Cannot ${action} in ${root}: ${problem}.`,
    hint: () => 'Check key and secret: no blank before or after, both from the same pair, and the key still active.',
    kind: 'environment',
  },
  noCredentials: {
    message: ({ root, problem }: { root: string; problem: string }) =>
      `There are no credentials for ${root}: ${problem}.`,
    hint: () =>
      'Give accessKeyId and secretAccessKey, or set up what the AWS tools use: environment, profile, role of the machine. Set anonymous for a public bucket.',
    kind: 'environment',
  },
  accessDenied: {
    message: ({ action, root }: Asked) => `No permission to ${action} in ${root}.`,
    hint: () =>
      'Reading needs the permissions to list the bucket and to get objects; writing also to put and delete objects and to abort uploads.',
    kind: 'environment',
  },
  bucketNotFound: {
    message: ({ root, host }: { root: string; host: string }) => `${root} does not exist at ${host}.`,
    hint: () => 'Check the name of the bucket and the endpoint. The bucket is never created by a job.',
    kind: 'environment',
  },
  wrongRegion: {
    message: ({ root, used }: { root: string; used: string; right?: string }) => `${root} is not in ${used}.`,
    hint: ({ right }) =>
      right === undefined
        ? 'Look up the region of the bucket and set region, or the endpoint of that region.'
        : `The store says that the bucket belongs to "${right}": set region or endpoint to that.`,
    kind: 'environment',
  },
  clockSkew: {
    message: ({ root, problem }: { root: string; problem: string }) =>
      `${root} refuses requests of this time: ${problem}.`,
    hint: () => 'Set the clock of this machine, best by a time service (NTP). Time zones do not matter.',
    kind: 'environment',
  },
  archived: {
    message: ({ action, root }: Asked) => `Cannot ${action} in ${root}: it lies in an archive class.`,
    hint: () => 'Restore the object first, or leave it out of the pattern.',
    kind: 'environment',
  },
  unavailable: {
    message: ({ action, root, status }: Asked & { status: string }) =>
      `${root} did not manage to ${action}, several times: ${status}.`,
    hint: () => 'The store is overloaded or limits the rate of requests. The task is retried; fewer channels may help.',
    kind: 'environment',
    retryable: true,
  },
  refused: {
    message: ({ action, root, status, problem }: Asked & { status: string; problem: string }) =>
      `Cannot ${action} in ${root}: ${status}${problem === '' ? '' : `, ${problem}`}.`,
    hint: () => 'The text after the status is what the store says itself.',
    kind: 'environment',
  },
  notAnObjectStore: {
    message: ({ action, root, host }: Asked & { host: string }) =>
      `${host} does not answer like an object store (${action} in ${root}).`,
    hint: () => 'Check the endpoint: it is the address of the programming interface, not of the console in a browser.',
    kind: 'environment',
  },
  fileTooLarge: {
    message: ({ path, bytes }: { path: string; bytes: number }) =>
      `"${path}" grows beyond ${bytes} bytes, the most that parts of this size can hold.`,
    hint: () => 'Set maxFileSize, so that several files are written, or raise partSize.',
  },
  badKey: {
    message: ({ key }: { key: string }) => `The object name "${key}" cannot be used.`,
    hint: () => 'Object names have no part "." or ".." between slashes, are not empty and have at most 1024 bytes.',
  },
  badEndpoint: {
    message: ({ endpoint, problem }: { endpoint: string; problem: string }) =>
      `The endpoint "${endpoint}" is not usable: ${problem}.`,
    hint: () =>
      'Write it as in https://s3.eu-central-1.amazonaws.com or http://storage.internal:9000, without the bucket.',
  },
  badBucket: {
    message: ({ bucket }: { bucket: string }) => `"${bucket}" is not the name of a bucket.`,
    hint: () => 'A name has 3 to 63 letters, digits, dots and hyphens. Folders belong into the path of the objects.',
  },
  badTarget: {
    message: ({ problem }: { problem: string }) => `The names of the objects to write are not clear: ${problem}.`,
    hint: () => 'Give object, which is a prefix or with writeSingleObject a name, or path and fileName.',
  },
});
