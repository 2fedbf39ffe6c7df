import type { ErrorReport } from '@sluice/core';
import { cliErrors } from '../errors.ts';
import type { Look } from './screen.ts';
import { styled, symbol } from './screen.ts';

export interface ErrorContext {
  /** The file the place is in. */
  readonly file?: string | undefined;
  /** Messages of the causes, outermost first. */
  readonly causes?: readonly string[];
  /** More ways out, for instance how to resume. */
  readonly waysOut?: readonly string[];
}

/**
 * An error in the one pattern: code and place, message, original causes, what to do, where to read more.
 *
 * ```
 * ✗ CONFIG_UNKNOWN_CONNECTOR  job.json:12:5  steps[0]
 *     There is no connector "mysq".
 *     → sluice connectors lists them.
 *     more: sluice help CONFIG_UNKNOWN_CONNECTOR
 * ```
 */
export function errorLines(error: ErrorReport, context: ErrorContext, look: Look): string[] {
  const place = placeOf(error, context.file);
  const head = styled(`${symbol('fail', look)} ${error.code}`, 'red', look);
  const ways = [...(error.suggestion === undefined ? [] : [error.suggestion]), ...(context.waysOut ?? [])];
  return [
    [head, place, error.path].filter((part) => part !== undefined && part !== '').join('  '),
    ...error.message.split('\n').map((line) => `    ${styled(line, 'bold', look)}`),
    ...causesWorthTelling(error, context.causes ?? []).map(
      (cause) => `    ${styled(`caused by: ${cause}`, 'dim', look)}`,
    ),
    ...ways.map((way) => `    ${styled(symbol('hint', look), 'cyan', look)} ${way}`),
    // Nothing is known about a wrong call but what it says itself.
    ...(error.code === cliErrors.usage.code ? [] : [`    ${styled(`more: sluice help ${error.code}`, 'dim', look)}`]),
  ];
}

/** `job.json:12:5`; without a line the file alone, when there is one. */
export function placeOf(place: { readonly line?: number; readonly column?: number }, file: string | undefined): string {
  if (place.line === undefined) return file ?? '';
  const position = `${place.line}:${place.column ?? 1}`;
  return file === undefined ? position : `${file}:${position}`;
}

/** The messages of an error's causes, without stack traces. */
export function causesOf(error: unknown): string[] {
  const messages: string[] = [];
  let current = error instanceof Error ? error.cause : undefined;
  while (current !== undefined && messages.length < 4) {
    messages.push(current instanceof Error ? current.message : String(current));
    current = current instanceof Error ? current.cause : undefined;
  }
  return messages;
}

function causesWorthTelling(error: ErrorReport, causes: readonly string[]): string[] {
  const told = [error.message];
  for (const cause of causes) {
    const line = cause.split('\n', 1)[0]?.trim() ?? '';
    if (line !== '' && !told.some((text) => text.includes(line))) told.push(line);
  }
  return told.slice(1);
}
