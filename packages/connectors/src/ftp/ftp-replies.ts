import { SluiceError } from '@sluice/core';
import { fileErrors } from '../families/files/errors.ts';
import { plain } from './network-errors.ts';

/** What a server answered to a command. */
export interface Reply {
  readonly code: number;
  /** All lines, with the code. */
  readonly message: string;
}

/** A command that the server refused. The connection goes on. */
export class Refusal extends Error {
  readonly reply: Reply;

  constructor(reply: Reply) {
    super(textOf(reply));
    this.reply = reply;
  }
}

/** The last line without its code. */
export function textOf({ message }: Reply): string {
  const lines = message.trim().split('\n');
  return plain((lines.at(-1) ?? '').replace(/^\d{3}[ -]?/, ''));
}

const says = {
  missing: /no such|not found|doesn't exist|does not exist|cannot find/i,
  denied: /denied|not permitted|permission|not allowed|forbidden|read-only|no access|not enough privileges/i,
  full: /no space|disk (is )?full|quota|insufficient|not enough (disk )?space|exceeded storage/i,
};

/** Commands that the server does not have. */
export function isUnknownCommand(error: unknown): boolean {
  return error instanceof Refusal && [500, 501, 502, 504].includes(error.reply.code);
}

export function isDenied(error: unknown): boolean {
  return error instanceof Refusal && says.denied.test(error.message);
}

export function readError(path: string, error: unknown): SluiceError {
  if (error instanceof SluiceError) return error;
  return fileErrors.unreadable({ path, problem: describe(error) }, error);
}

export function writeError(path: string, error: unknown): SluiceError {
  if (error instanceof SluiceError) return error;
  const isFull = error instanceof Refusal && (error.reply.code === 452 || error.reply.code === 552);
  if (isFull || (error instanceof Refusal && says.full.test(error.message)))
    return fileErrors.diskFull({ path }, error);
  return fileErrors.unwritable({ path, problem: describe(error) }, error);
}

function describe(error: unknown): string {
  if (!(error instanceof Refusal)) return error instanceof Error ? plain(error.message) : String(error);
  if (says.missing.test(error.message)) return 'it does not exist';
  if (says.denied.test(error.message)) return 'permission denied';
  return `the server says "${error.reply.code} ${error.message}"`;
}
