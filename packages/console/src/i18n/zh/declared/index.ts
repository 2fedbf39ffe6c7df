import { alertChannels } from './alert-channels.ts';
import { connectors } from './connectors.ts';
import { databases } from './databases.ts';
import { fileServers } from './file-servers.ts';
import { files } from './files.ts';
import { objectStores } from './object-stores.ts';
import { rows } from './rows.ts';
import { scripts } from './scripts.ts';
import { units } from './units.ts';

/** What connectors and alert channels declare for forms and the script editor, by the English text. */
export const declared: Readonly<Record<string, string>> = {
  ...connectors,
  ...databases,
  ...files,
  ...fileServers,
  ...objectStores,
  ...rows,
  ...alertChannels,
  ...scripts,
  ...units,
};
