import { SluiceError } from '@sluice/core';
import { fileErrors } from '../families/files/errors.ts';
import type { HttpResponse } from '../families/http/response.ts';
import { hdfsErrors } from './errors.ts';

/** What Hadoop answers when it refuses an operation, under the name of the Java exception. */
export class RemoteException extends Error {
  readonly exception: string;
  readonly status: number;

  constructor(exception: string, message: string, status: number) {
    super(message);
    this.exception = exception;
    this.status = status;
  }

  /** HttpFS wraps the exception and leaves the message. */
  get isStandby(): boolean {
    return this.exception === 'StandbyException' || /not supported in state standby/.test(this.message);
  }

  /** A name node that is starting. */
  get isStarting(): boolean {
    return this.exception === 'RetriableException' && !this.isSafeMode;
  }

  get isSafeMode(): boolean {
    return this.exception === 'SafeModeException' || /is in safe mode/i.test(this.message);
  }

  get isMissing(): boolean {
    return this.exception === 'FileNotFoundException';
  }

  /** The server does not know the operation that was asked for. */
  get isUnknownOperation(): boolean {
    return /No enum constant|Invalid value for webhdfs parameter \\?"op\\?"/.test(this.message);
  }
}

/** Why a request was not answered with success. Reads the answer. */
export async function failureOf(response: HttpResponse): Promise<RemoteException | SluiceError> {
  const { host } = response.url;
  const text = await response.text(64 * 1024);
  const remote = parseRemote(text, response.status);
  if (response.status === 401) return loginError(response, remote);
  if (remote === undefined) return hdfsErrors.notWebHdfs({ host, answer: answerOf(response, text) });
  if (remote.isSafeMode) return hdfsErrors.safeMode({ host }, remote);
  if (/InvalidToken|AuthenticationException/.test(`${remote.exception} ${remote.message}`))
    return hdfsErrors.tokenRefused({ host, reason: firstLine(remote.message) }, remote);
  return remote;
}

function parseRemote(text: string, status: number): RemoteException | undefined {
  try {
    const { RemoteException: found } = JSON.parse(text) as {
      readonly RemoteException?: { readonly exception?: unknown; readonly message?: unknown };
    };
    if (found === undefined) return undefined;
    return new RemoteException(String(found.exception), String(found.message ?? ''), status);
  } catch {
    return undefined;
  }
}

function loginError(response: HttpResponse, remote: RemoteException | undefined): SluiceError {
  const { host } = response.url;
  const asked = response.header('www-authenticate') ?? '';
  if (/\bnegotiate\b/i.test(asked)) return hdfsErrors.kerberosAsked({ host });
  return hdfsErrors.loginRefused({ host, reason: remote === undefined ? response.label : firstLine(remote.message) });
}

function answerOf(response: HttpResponse, text: string): string {
  // The RPC port explains itself to browsers.
  if (text.includes('Hadoop IPC port')) return 'this is its RPC port';
  return `it answers ${response.label}`;
}

const problems: Readonly<Record<string, string>> = {
  FileNotFoundException: 'it does not exist',
  ParentNotDirectoryException: 'a part of the path is a file, not a folder',
  PathIsNotDirectoryException: 'it is a file, not a folder',
  FileAlreadyExistsException: 'something else has this name',
  NSQuotaExceededException: 'the quota of names of its folder is used up',
  DSQuotaExceededException: 'the space quota of its folder is used up',
  QuotaByStorageTypeExceededException: 'the space quota of its folder is used up',
  PathComponentTooLongException: 'the name is too long',
  MaxDirectoryItemsExceededException: 'its folder holds as many entries as are allowed',
  InvalidPathException: 'HDFS takes no ":" in names',
  AlreadyBeingCreatedException: 'another client is writing it',
  BlockMissingException: 'a block of it is on no living data node',
};

export function readError(path: string, error: unknown): SluiceError {
  if (error instanceof RemoteException) return fileErrors.unreadable({ path, problem: describe(error) }, error);
  return own(error, path, 'reading');
}

export function writeError(path: string, error: unknown): SluiceError {
  if (!(error instanceof RemoteException)) return own(error, path, 'writing');
  const isPlaceless = /could only be (written|replicated) to \d+/.test(error.message);
  if (isPlaceless && !/There are 0 datanode/.test(error.message)) return fileErrors.diskFull({ path }, error);
  const problem = isPlaceless ? 'no data node is running' : describe(error);
  return fileErrors.unwritable({ path, problem }, error);
}

function own(error: unknown, path: string, operation: string): SluiceError {
  if (error instanceof SluiceError) return error;
  return hdfsErrors.refused({ operation, path, reason: error instanceof Error ? error.message : String(error) }, error);
}

function describe({ exception, message }: RemoteException): string {
  const text = firstLine(message);
  // It says who wanted what, and whose the folder is.
  const denied = /permission denied.*/i.exec(text)?.[0];
  if (denied !== undefined) return denied.replace(/^P/, 'p');
  if (/QuotaExceeded/.test(message)) return problems[/\w+QuotaExceededException/.exec(message)?.[0] ?? ''] ?? text;
  return problems[exception] ?? `${exception}: ${text}`;
}

/** Stack traces follow in further lines. */
function firstLine(message: string): string {
  return (message.split('\n')[0] ?? '').trim().replace(/\.$/, '').slice(0, 300);
}
