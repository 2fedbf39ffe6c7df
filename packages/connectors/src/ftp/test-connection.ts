import { parseOptions, type ConnectorContext, type Parameter } from '@sluice/core';
import { testContext } from '@sluice/testkit';
import { onTestFinished } from 'vitest';
import { connectionFields, type FtpConnection } from './connection.ts';
import { RemoteStorage } from './remote-storage.ts';

/** Checked values of a connection, for tests. */
export function connectionOf(parameter: Parameter): FtpConnection {
  const { options, issues } = parseOptions(connectionFields, parameter, 'connection');
  if (options === undefined) throw new Error(issues.map((issue) => issue.message).join(' '));
  return options;
}

/** A storage that is closed at the end of the test. */
export function storageOn(parameter: Parameter, context: Partial<ConnectorContext> = {}): RemoteStorage {
  const storage = new RemoteStorage(connectionOf(parameter), testContext(context));
  onTestFinished(() => storage.close());
  return storage;
}
