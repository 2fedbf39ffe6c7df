import type { Connector } from '@sluice/core';

/** One connector: the names jobs use for it, and how to load it. Nothing is loaded before it is used. */
export interface RegistryEntry {
  readonly name: string;
  /** Other names in jobs, lower case. `<name>reader` and `<name>writer` need no entry. */
  readonly aliases: readonly string[];
  /** What names of its files end in, lower case; a plain path that ends so means this connector. */
  readonly suffixes?: readonly string[];
  load(): Promise<Connector>;
}

/** THE registry: one line per connector. */
export const registry: readonly RegistryEntry[] = [
  {
    name: 'sqlite',
    aliases: ['sqlite3'],
    suffixes: ['.db', '.db3', '.sqlite', '.sqlite3'],
    load: async () => (await import('./sqlite/index.ts')).default,
  },
  {
    name: 'txtfile',
    aliases: ['local', 'localfile', 'file'],
    load: async () => (await import('./txtfile/index.ts')).default,
  },
  { name: 'hdfs', aliases: [], load: async () => (await import('./hdfs/index.ts')).default },
  {
    name: 'oss_hdfs',
    aliases: ['osshdfs', 'oss-hdfs'],
    load: async () => (await import('./oss-hdfs/index.ts')).default,
  },
  { name: 'httpfile', aliases: [], load: async () => (await import('./httpfile/index.ts')).default },
  { name: 's3', aliases: ['amazons3', 'minio'], load: async () => (await import('./s3/index.ts')).default },
  { name: 'oss', aliases: [], load: async () => (await import('./oss/index.ts')).default },
  {
    name: 'azureblob',
    aliases: ['azure', 'azblob'],
    load: async () => (await import('./azureblob/index.ts')).default,
  },
  { name: 'ftp', aliases: ['sftp', 'ftps'], load: async () => (await import('./ftp/index.ts')).default },
  { name: 'stream', aliases: [], load: async () => (await import('./stream/index.ts')).default },
  { name: 'postgresql', aliases: ['postgres'], load: async () => (await import('./postgresql/index.ts')).default },
  { name: 'mysql', aliases: [], load: async () => (await import('./mysql/index.ts')).default },
  { name: 'mariadb', aliases: [], load: async () => (await import('./mariadb/index.ts')).default },
];
