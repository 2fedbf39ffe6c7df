const prefix = 'SLUICE_SECRET_';

/**
 * What `\${env:NAME}` in data sources and jobs may see on a server: variables that begin with `SLUICE_SECRET_`, by their
 * whole name or without it. Everything else, the server's own key and database password above all, stays hidden from
 * people who write jobs.
 */
export function secretEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string | undefined>> {
  const visible: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(environment)) {
    if (!name.startsWith(prefix)) continue;
    visible[name] = value;
    visible[name.slice(prefix.length)] = value;
  }
  return visible;
}
