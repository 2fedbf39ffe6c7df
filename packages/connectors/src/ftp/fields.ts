import { count } from '@sluice/core';
import { fileReaderFields } from '../families/files/fields.ts';
import { usualTraversalLevel } from './remote-storage.ts';

export const readerFields = {
  ...fileReaderFields,
  maxTraversalLevel: count({
    title: 'Deepest folder',
    help: 'Folders nested deeper than this below a path stop the job.',
    isAdvanced: true,
  }).default(usualTraversalLevel),
};
