import type { Command } from 'commander';
import { perform, type Flags } from '../command/perform.ts';
import { addSettings, remoteSettings } from '../command/settings.ts';
import type { ApiFlags } from '../remote/api.ts';

export function configure(command: Command): void {
  command
    .argument('[route]', 'name of a route, such as jobs.list; without one they are listed')
    .argument('[name=value...]', 'values of its path and its query')
    .option('--body <json>', 'what is sent: JSON, @file, or - for standard input')
    .option('--if-match <version>', 'of a change: the version that it was made from')
    .option('--search <text>', 'without a route: those with this text in name or summary')
    .action((route: string | undefined, values: string[], flags: ApiFlags & { search?: string } & Flags) =>
      perform('api', flags, async (context) => {
        const { callRoute, listRoutes } = await import('../remote/api.ts');
        return route === undefined ? listRoutes(flags.search) : callRoute(route, values, flags, context);
      }),
    );
  addSettings(command, remoteSettings);
}
