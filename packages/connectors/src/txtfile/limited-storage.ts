import type { Access } from '@sluice/core';
import { parseGlobs } from '../families/files/glob.ts';
import type { Storage } from '../families/files/storage.ts';

/** A local storage within limits: every file and folder is checked before it is touched. */
export function limitedStorage(storage: Storage, access: Access): Storage {
  return {
    ...storage,
    async find(pattern, signal, passOver) {
      for (const { root } of parseGlobs(pattern)) access.file(root === '' ? '.' : root);
      const files = await storage.find(pattern, signal, passOver);
      for (const { path } of files) access.file(path);
      return files;
    },
    async stat(path) {
      access.file(path);
      return storage.stat(path);
    },
    read(file, range, signal) {
      access.file(file.path);
      return storage.read(file, range, signal);
    },
    async prepareFolder(folder) {
      access.file(folder);
      return storage.prepareFolder(folder);
    },
    async list(folder, prefix) {
      access.file(folder);
      return storage.list(folder, prefix);
    },
    async create(path, as) {
      access.file(path);
      return storage.create(path, as);
    },
    async publish(path, as) {
      access.file(as ?? path);
      return storage.publish(path, as);
    },
    async remove(path) {
      access.file(path);
      return storage.remove(path);
    },
  };
}
