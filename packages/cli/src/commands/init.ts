import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { CommandContext, Outcome } from '../command/context.ts';
import { perform } from '../command/perform.ts';
import { cliErrors } from '../errors.ts';
import { symbol } from '../terminal/screen.ts';

const job = `{
  // Made-up orders, printed on the screen. Run it: sluice run job.json
  "type": "job",
  "version": "2.0",
  "steps": [
    {
      "stepType": "stream",
      "name": "Reader",
      "category": "reader",
      "parameter": {
        "sliceRecordCount": 10,
        "column": [
          { "type": "long", "random": "1,1000" },
          { "type": "string", "value": "an order" },
          { "type": "bool", "random": "1,1" }
        ]
      }
    },
    {
      "stepType": "stream",
      "name": "Writer",
      "category": "writer",
      "parameter": { "print": true }
    }
  ],
  "setting": {
    "errorLimit": { "record": "0" },
    "speed": { "concurrent": 1, "throttle": false }
  },
  "order": { "hops": [{ "from": "Reader", "to": "Writer" }] }
}
`;

const config = `{
  // Data sources by name: a step says "datasource": "shop" instead of a connection.
  // Secrets are references: \${env:NAME} or \${file:/run/secrets/name}.
  "dataSources": {
    // "shop": { "type": "postgresql", "host": "localhost", "database": "shop", "user": "me", "password": "\${env:SHOP_PASSWORD}" }
  },
  // Defaults of the options of sluice run.
  "settings": {
    "memory": "256MiB"
  }
}
`;

const files: Readonly<Record<string, string>> = { 'job.json': job, 'sluice.config.json': config };

export function configure(command: Command): void {
  command
    .argument('[folder]', 'where to; it is made when it does not exist', '.')
    .action((folder: string, flags: Record<string, unknown>) =>
      perform('init', flags, async (context) => init(folder, context), { toleratesBrokenConfig: true }),
    );
}

function init(folder: string, { screen }: CommandContext): Outcome {
  const targets = Object.entries(files).map(([name, text]) => [join(folder, name), text] as const);
  const existing = targets.find(([file]) => existsSync(file));
  if (existing !== undefined) throw cliErrors.fileExists({ file: existing[0] });
  try {
    mkdirSync(folder, { recursive: true });
    for (const [file, text] of targets) writeFileSync(file, text, { flag: 'wx' });
  } catch (error) {
    throw cliErrors.fileNotWritable({ file: folder, reason: (error as Error).message }, error);
  }
  const names = targets.map(([file]) => file);
  return {
    summary: `${names.join(' and ')} written`,
    result: { files: names },
    lines: [`${names.join(' and ')} written.`, `${symbol('hint', screen.look)} sluice run ${names[0]}`],
  };
}
