/**
 * Objects that are not visible yet. Beside the place where `orders.csv` will be lies one of
 * - `.orders.csv.sluice-tmp`: a ticket, an upload that is being written;
 * - `.orders.csv.sluice-upload`: a ticket, an upload with all its parts; completing it makes the object visible;
 * - `.orders.csv.sluice-sealed`: the bytes themselves, to be copied.
 * One listing finds what any process has left, also where a store cannot list uploads.
 */
import { fetchBytes, listAll, type ObjectClient, type StoredObject, type Upload } from './client.ts';
import { folderOf, folderPrefix, nameOf } from './keys.ts';

export const suffixes = { started: '.sluice-tmp', upload: '.sluice-upload', sealed: '.sluice-sealed' } as const;

export type Stage = keyof typeof suffixes;

/** What a ticket says. */
export interface Ticket extends Upload {
  /** Of the whole object; 0 while it is being written. */
  readonly size: number;
  /** What completes the upload; empty while it is being written. */
  readonly parts: readonly string[];
}

/** A hidden object. */
export interface Hidden {
  /** Key that the file is meant for. */
  readonly path: string;
  readonly stage: Stage;
  readonly object: StoredObject;
}

const mostTicketBytes = 4 << 20;

export function hiddenKey(path: string, stage: Stage): string {
  return `${folderPrefix(folderOf(path))}.${nameOf(path)}${suffixes[stage]}`;
}

/** Hidden objects in a folder for names that start with `prefix`. */
export async function listHidden(
  client: ObjectClient,
  folder: string,
  prefix: string,
  signal: AbortSignal,
): Promise<readonly Hidden[]> {
  const start = folderPrefix(folder);
  const found: Hidden[] = [];
  for await (const { objects } of listAll(client, { prefix: `${start}.${prefix}`, byFolder: true, signal })) {
    for (const object of objects) {
      for (const [stage, suffix] of Object.entries(suffixes) as [Stage, string][]) {
        if (!object.key.endsWith(suffix)) continue;
        found.push({ path: start + object.key.slice(start.length + 1, -suffix.length), stage, object });
      }
    }
  }
  return found;
}

/** The hidden objects of one file: one, or two when a process was killed between two stages. */
export async function hiddenOf(client: ObjectClient, path: string, signal: AbortSignal): Promise<readonly Hidden[]> {
  const found = await listHidden(client, folderOf(path), `${nameOf(path)}.sluice-`, signal);
  return found.filter((hidden) => hidden.path === path);
}

export async function writeTicket(client: ObjectClient, path: string, stage: Stage, ticket: Ticket): Promise<void> {
  await client.put(hiddenKey(path, stage), Buffer.from(JSON.stringify(ticket)));
}

/** Undefined when it has gone or is none of ours. */
export async function readTicket(
  client: ObjectClient,
  { object }: Hidden,
  signal: AbortSignal,
): Promise<Ticket | undefined> {
  if (object.size > mostTicketBytes) return undefined;
  const bytes = await fetchBytes(client, { object, start: 0, end: object.size, signal });
  try {
    const ticket = JSON.parse(bytes.toString()) as Partial<Ticket>;
    const isSound = typeof ticket.key === 'string' && typeof ticket.id === 'string' && Array.isArray(ticket.parts);
    return isSound ? (ticket as Ticket) : undefined;
  } catch {
    return undefined;
  }
}
