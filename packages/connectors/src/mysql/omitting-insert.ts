/**
 * INSERT IGNORE leaves out rows that break a key, a reference or a check, and goes on: bad rows cost little. MariaDB tells
 * which rows it were, since 10.7.
 */
import type { Rejection } from '@sluice/core';
import type { LoadRequest } from '../families/relational/session.ts';
import { isWithoutTriggers } from './catalog.ts';
import type { EncodedRows } from './encoded-rows.ts';
import { type LoadWay, bulkExecute } from './load-ways.ts';
import { dirtyCodeOf } from './server-errors.ts';
import type { Client } from './wire/client.ts';
import { ServerError } from './wire/server-error.ts';

/** Rows of one statement: the server keeps a warning for each. */
export const omittingRows = 4_096;

/** Duplicate keys, foreign keys, checks and partitions: the row is left out. By any other warning a value was bent. */
const omittingNumbers = new Set([1062, 1216, 1452, 1526, 1586, 4025]);

interface Omission {
  /** Among the rows sent, from 0. */
  readonly ordinal: number;
  readonly code: string;
  readonly reason: string;
}

/**
 * Undefined where rows left out cannot be told, or would leave traces: triggers act for them too, and what they did stays.
 */
export async function omittingInsert(client: Client, request: LoadRequest): Promise<LoadWay | undefined> {
  if (request.mode !== 'insert' || !client.agreement.isMariaDb || !client.hasBulkExecute) return undefined;
  if (!(await isWithoutTriggers(client, request.table))) return undefined;
  await client.query(`SET max_error_count = ${omittingRows}`);
  return await bulkExecute(client, request, 'INSERT IGNORE');
}

/** Sends rows of a range as one statement and answers those that it left out; undefined when they cannot be told. */
export async function insertOmitting(
  client: Client,
  way: LoadWay,
  rows: EncodedRows,
  [from, to]: readonly [from: number, to: number],
): Promise<readonly Rejection[] | undefined> {
  const sent = rows.sentRows(from, to);
  way.send(rows, from, to);
  try {
    const { affectedRows, warnings } = await way.receive();
    const omissions = warnings === 0 ? [] : await readOmissions(client, warnings);
    if (omissions === undefined || affectedRows + omissions.length !== sent.length) return undefined;
    return omissions.map(({ ordinal, code, reason }) => ({ row: sent[ordinal] as number, code, reason }));
  } catch (error) {
    if (error instanceof ServerError && dirtyCodeOf(error) !== undefined) return undefined;
    throw error;
  }
}

/** The rows that the last statement left out; undefined when its warnings say anything else. */
async function readOmissions(client: Client, warnings: number): Promise<readonly Omission[] | undefined> {
  const { rows } = await client.query('SHOW WARNINGS');
  if (rows.length !== warnings || !rows.every(([, number]) => omittingNumbers.has(Number(number)))) return undefined;
  const variables = rows.map((_, index) => `@sluice_row_${index}`);
  for (const [index, variable] of variables.entries())
    client.sendQuery(`GET DIAGNOSTICS CONDITION ${index + 1} ${variable} = ROW_NUMBER`);
  if (!(await areAllTaken(client, variables.length))) return undefined;
  const [numbers = []] = (await client.query(`SELECT ${variables.join(', ')}`)).rows;
  const ordinals = numbers.map((number) => Number(number) - 1);
  if (new Set(ordinals).size < rows.length) return undefined;
  return rows.map(([, number, message], index) => {
    const reason = message ?? '';
    const code = dirtyCodeOf(new ServerError(Number(number), '', reason)) ?? '';
    return { ordinal: ordinals[index] as number, code, reason };
  });
}

/** Reads so many answers. False when the server does not know what it was asked. */
async function areAllTaken(client: Client, count: number): Promise<boolean> {
  let areTaken = true;
  for (let index = 0; index < count; index++) {
    try {
      await client.receiveResult();
    } catch (error) {
      if (!(error instanceof ServerError)) throw error;
      areTaken = false;
    }
  }
  return areTaken;
}
