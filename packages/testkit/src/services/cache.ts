import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where scripts/install-services.sh puts what comes from no Debian package: outside of the repository, for all clones. */
export function serviceCache(): string {
  return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'sluice');
}
