import { errors } from './errors.ts';

/**
 * A name as a server lists it. Throws `FTP_BAD_LISTING` for one that is no name: it could lead out of its folder, or
 * end a command and begin another.
 */
export function checkedName(name: string, folder: string): string {
  if (name !== '' && !/[/\0\r\n]/.test(name)) return name;
  const shown = JSON.stringify(name.slice(0, 100));
  throw errors.badListing({ folder, problem: `${shown} is not the name of a file in it` });
}
