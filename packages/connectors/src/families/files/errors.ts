import { defineErrors } from '@sluice/core';

/** Errors of file connectors, whatever the storage. */
export const fileErrors = defineErrors('files', {
  noFile: {
    message: ({ pattern }: { pattern: string }) => `No file matches "${pattern}".`,
    hint: () =>
      'Check the path; hidden files and links match only when named. Set allowEmpty to true when no file is fine.',
    kind: 'environment',
  },
  noMark: {
    message: ({ path, minutes }: { path: string; minutes: number }) =>
      `"${path}" did not appear within ${minutes} minutes, so the files may not be complete.`,
    hint: () => 'Whoever delivers the files writes it last (markDoneFileName). Raise maxRetryTime to wait longer.',
    kind: 'environment',
  },
  badPattern: {
    message: ({ pattern, problem }: { pattern: string; problem: string }) =>
      `The path "${pattern}" is not a valid pattern: ${problem}.`,
    hint: () => 'Known are *, ?, **, [a-z] and {a,b}; a backslash before one of them takes it literally.',
  },
  unreadable: {
    message: ({ path, problem }: { path: string; problem: string }) => `Cannot read "${path}": ${problem}.`,
    hint: () => 'Check that it exists and that the user of this process may read it and every folder above.',
    kind: 'environment',
  },
  unwritable: {
    message: ({ path, problem }: { path: string; problem: string }) => `Cannot write "${path}": ${problem}.`,
    hint: () => 'Check that the folder exists or can be created, that it is writable, and the space left.',
    kind: 'environment',
  },
  diskFull: {
    message: ({ path }: { path: string }) => `No space left while writing "${path}".`,
    hint: () => 'The unfinished file was removed. Make room or write to another place, then run the job again.',
    kind: 'environment',
  },
  noPlaces: {
    message: ({ path }: { path: string }) =>
      `"${path}" can be read from start to end only, and its format is read at places.`,
    hint: () =>
      'Standard input and web servers without ranges have no places. Save it as a file first, and read that one.',
    kind: 'environment',
  },
  changed: {
    message: ({ path, how = 'changed' }: { path: string; how?: 'changed' | 'vanished' }) =>
      `"${path}" ${how} between planning and reading.`,
    hint: () => 'Read files only after they are complete, for instance by renaming them into place.',
    kind: 'environment',
  },
  badFileName: {
    message: ({ name }: { name: string }) => `"${name}" is not usable as a file name.`,
    hint: () => 'fileName is a plain name inside path: no slash, no backslash, no "..", not empty, no zero byte.',
  },
  nameTaken: {
    message: ({ prefix, found }: { prefix: string; found: string }) =>
      `writeMode is nonConflict and "${found}" starts with "${prefix}".`,
    hint: () => 'Remove or rename it, or use writeMode truncate or append.',
    kind: 'environment',
  },
  folderTaken: {
    message: ({ folder, found }: { folder: string; found: string }) =>
      `writeMode is error and "${folder}" is not empty: "${found}".`,
    hint: () => 'Empty the folder or write to another one, or use another writeMode.',
    kind: 'environment',
  },
  badTemplate: {
    message: ({ template, problem }: { template: string; problem: string }) =>
      `nameTemplate "${template}" is not usable: ${problem}.`,
    hint: () => 'For instance {fileName}-{date}-{task}-{n}.',
  },
  cannotJoin: {
    message: ({ format }: { format: string }) =>
      `There are several tasks, and parts of ${format} cannot be joined to one file.`,
    hint: () => 'Read with one channel (concurrent 1) from one file or table, or leave singleFileOutput out.',
  },
  unknownCodec: {
    message: ({ compress }: { compress: string; known: string }) => `compress "${compress}" is not supported here.`,
    hint: ({ known }) => `Supported: ${known}.`,
  },
  unknownEncoding: {
    message: ({ encoding }: { encoding: string }) => `The encoding "${encoding}" is not known.`,
    hint: () => 'Use a name such as UTF-8, UTF-16LE, GBK, GB18030, Big5, ISO-8859-1 or windows-1252.',
  },
  corrupt: {
    message: ({ path, compress, problem }: { path: string; compress: string; problem: string }) =>
      `"${path}" is not a sound ${compress} file: ${problem}.`,
    hint: () => 'Fetch the file again and compare sizes; rows read so far are not kept.',
    kind: 'data',
  },
  notRead: {
    message: ({ path, found }: { path: string; found: string }) => `"${path}" holds what is not read here: ${found}.`,
    hint: () => 'Write it again in another format, for instance ORC or Parquet.',
    kind: 'data',
  },
  otherEncoding: {
    message: ({ path, found, encoding }: { path: string; found: string; encoding: string }) =>
      `"${path}" begins with the byte order mark of ${found}, and is read as ${encoding}.`,
    hint: ({ found }) => `Set encoding to ${found}. Files of different encodings are read in separate jobs.`,
    kind: 'data',
  },
  otherFormat: {
    message: ({ path, found }: { path: string; found: string; option: string }) =>
      `"${path}" is ${found}, and is read as text.`,
    hint: ({ option }) => `Set ${option}. Files of different kinds are read in separate jobs.`,
    kind: 'data',
  },
  expandsTooMuch: {
    message: ({ path, bytes, maxExpansion }: { path: string; bytes: number; maxExpansion: number }) =>
      `"${path}" expands to more than ${maxExpansion} times its size (${bytes} bytes so far).`,
    hint: () => 'If the file is what you expect, raise maxExpansion.',
    kind: 'data',
  },
  noColumns: {
    message: ({ path }: { path: string }) => `"${path}" is empty, so its columns are unknown.`,
    hint: () => 'List the columns instead of "*".',
    kind: 'data',
  },
  columnNotFound: {
    message: ({ path, column }: { path: string; column: string; found: string }) =>
      `"${path}" has no column "${column}".`,
    hint: ({ found }) => `Its header names: ${found}.`,
    kind: 'data',
  },
  headerDiffers: {
    message: ({ path, first }: { path: string; first: string }) =>
      `The header of "${path}" names other columns than "${first}".`,
    hint: () => 'List the columns by index when the order is the same, or read the files in separate jobs.',
    kind: 'data',
  },
  noPartition: {
    message: ({ path, key }: { path: string; key: string }) => `No folder of "${path}" is named "${key}=…".`,
    hint: () => 'With hivePartitions all files lie in folders of the same keys. Read the others in a job of their own.',
    kind: 'data',
  },
  badPartition: {
    message: ({ problem }: { problem: string }) => `partitionColumns is not usable: ${problem}.`,
    hint: () => 'List columns of the reader by the names that they have in the files, for instance ["dt"].',
  },
  schemaDiffers: {
    message: ({ path, column, found, wanted }: { path: string; column: string; found: string; wanted: string }) =>
      `Column "${column}" of "${path}" is ${found}, which cannot become ${wanted}.`,
    hint: () =>
      'Files of one job share the columns of the first one. Declare a type that fits all, or read them apart.',
    kind: 'data',
  },
  unwantedColumn: {
    message: ({ path, column }: { path: string; column: string }) => `"${path}" has the column "${column}" too.`,
    hint: () => 'extraColumns is error. Set it to ignore, or list the columns to read.',
    kind: 'data',
  },
  misfitRecord: {
    message: ({ path, reason }: { path: string; reason: string }) => `A record of "${path}" does not fit. ${reason}`,
    hint: () => 'missingColumns or extraColumns is error. Other values make such a record dirty or let it pass.',
    kind: 'data',
  },
  badColumn: {
    message: ({ problem }: { problem: string }) => `The column list is not usable: ${problem}.`,
    hint: () =>
      'Write ["*"], or entries such as {"index": 0, "type": "long"}, {"name": "id", "type": "int64"} or {"value": "x", "type": "string"}.',
  },
  badDialect: {
    message: ({ problem }: { problem: string }) => `The text format is contradictory: ${problem}.`,
  },
  brokenJson: {
    message: ({ path, line }: { path: string; line: number }) => `"${path}" stops being JSON near line ${line}.`,
    hint: () =>
      'After a syntax error in a JSON array nothing tells where the next record begins. JSON Lines files have no such limit.',
    kind: 'data',
  },
  copyNeedsCopy: {
    message: ({ side }: { side: 'reader' | 'writer' }) =>
      `fileFormat binary copies files as they are, and the ${side} of this job does not.`,
    hint: () =>
      'Reader and writer have to be file connectors with fileFormat binary; columns cannot be mapped or transformed.',
  },
  badCopyPath: {
    message: ({ path }: { path: string }) => `The path "${path}" of a file would lead out of the target folder.`,
    hint: () => 'Paths of copies have no "..", no empty parts and no backslash. Rename the file at its source.',
    kind: 'data',
  },
  copyClash: {
    message: ({ path, other, relative }: { path: string; other: string; relative: string }) =>
      `"${path}" and "${other}" would both be copied to "${relative}".`,
    hint: () => 'Copy them in separate jobs, or name the folder above both with one pattern.',
  },
  copyTaken: {
    message: ({ path, writeMode }: { path: string; writeMode: string }) =>
      `"${path}" exists, and writeMode is ${writeMode}.`,
    hint: () => 'Remove it, or use writeMode truncate, which replaces files of the same path.',
    kind: 'environment',
  },
  copyBroken: {
    message: ({ path }: { path: string }) => `Pieces of "${path}" are missing or out of order.`,
    hint: () => 'A transform may leave out whole files, not parts of them.',
  },
  copyDiffers: {
    message: ({ path, problem }: { path: string; problem: string }) =>
      `The copy "${path}" differs from its source: ${problem}.`,
    hint: () => 'Something else writes to the target, or bytes are lost on the way. Run the job again.',
    kind: 'environment',
  },
  urlFragment: {
    message: () => 'A URL of a file ends at its #, and what follows would be lost.',
    hint: () => 'Write # in the name of a file as %23.',
  },
  outputLost: {
    message: () => 'Rows already went to standard output when the task failed; it cannot be repeated.',
    kind: 'environment',
  },
  inputTwice: {
    message: () => 'Standard input can be read only once.',
    kind: 'environment',
  },
  stagedLost: {
    message: ({ path }: { path: string }) => `The finished part for "${path}" has disappeared.`,
    hint: () => 'Something removed hidden files of the run from the target folder. Run the job again from the start.',
    kind: 'environment',
  },
});
