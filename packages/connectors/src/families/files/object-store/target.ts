import type { FileWriterOptions } from '../fields.ts';
import { objectErrors } from './errors.ts';
import type { ObjectWriterOptions } from './fields.ts';
import { cleanPath, folderOf, nameOf } from './keys.ts';
import type { ObjectStorageSettings } from './object-storage.ts';

/** `object` of a job as the folder and name that file writers know. Throws `OBJECT_STORE_BAD_TARGET`. */
export function writerTarget(options: ObjectWriterOptions): FileWriterOptions {
  const { object = '', path = '', ...others } = options;
  if (object === '' && path === '') throw objectErrors.badTarget({ problem: 'neither object nor path is given' });
  if (object !== '' && path !== '') throw objectErrors.badTarget({ problem: 'both object and path are given' });
  if (object === '') return { ...others, path: cleanPath(path) };
  const key = cleanPath(object);
  if (object.endsWith('/')) {
    if (options.singleFileOutput)
      throw objectErrors.badTarget({ problem: 'writeSingleObject needs a name, not a folder' });
    return { ...others, path: key };
  }
  return { ...others, path: folderOf(key), fileName: nameOf(key) };
}

/** What a storage has to know of the last names of the files, which it gets only in the end. */
export type Naming = Pick<ObjectStorageSettings, 'joinTo' | 'renames'>;

export function namingOf({ singleFileOutput, path, fileName, nameTemplate }: FileWriterOptions): Naming {
  if (singleFileOutput) return { joinTo: path === '' ? fileName : `${path}/${fileName}` };
  return { renames: nameTemplate !== undefined && nameTemplate !== '' };
}
