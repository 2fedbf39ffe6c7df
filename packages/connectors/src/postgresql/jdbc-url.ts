import type { PostgresqlConnection } from './connection.ts';
import { readServerUrl } from '../families/relational/server-url.ts';
import { errors } from './errors.ts';

export interface ParsedUrl {
  readonly connection: Partial<PostgresqlConnection>;
  readonly notes: readonly string[];
}

/** Prefixes of the URLs understood here; the last two are those of command-line clients. */
export const urlPrefixes = ['jdbc:postgresql:', 'postgresql:', 'postgres:'] as const;

const urlPattern =
  /^(?:jdbc:postgresql|postgres(?:ql)?):(?:\/\/(?:(?<account>[^/?#]*)@)?(?<hosts>[^/?#]*)(?:\/(?<database>[^?#]*))?|(?<local>[^/?#]*))(?:\?(?<query>[^#]*))?$/i;

/**
 * Connection values of `jdbc:postgresql://h1:5432,h2/db?user=…`, also of `postgresql://user:password@host/db` and
 * `jdbc:postgresql:db`. Several hosts stay in `host`, each with its port.
 */
export function parseJdbcUrl(url: string): ParsedUrl {
  const match = urlPattern.exec(url.trim());
  if (match?.groups === undefined) {
    throw errors.settingInvalid({
      setting: 'jdbcUrl',
      reason: 'it does not look like jdbc:postgresql://host:5432/database',
    });
  }
  const { database, local, ...others } = match.groups;
  const { connection, properties } = readServerUrl({ ...others, database: database ?? local });
  const fromProperties = applyProperties(properties);
  return { connection: { ...connection, ...fromProperties.connection }, notes: fromProperties.notes };
}

type Effect = (value: string) => { readonly connection?: Partial<PostgresqlConnection>; readonly note?: string };

type Tls = NonNullable<PostgresqlConnection['ssl']>;

const modes: ReadonlySet<string> = new Set(['disable', 'prefer', 'require', 'verify-ca', 'verify-full']);

const seconds = (value: string): number => Math.max(0, Math.trunc(Number(value) * 1_000) || 0);
const tls = (values: Partial<Tls>): ReturnType<Effect> => ({ connection: { ssl: values as Tls } });

/** Properties with an effect here, in lower case. */
const effects: Readonly<Record<string, Effect>> = {
  user: (value) => ({ connection: { user: value } }),
  password: (value) => ({ connection: { password: value } }),
  ssl: (value) => (/^(true|1)?$/i.test(value) ? tls({ mode: 'verify-full' }) : {}),
  sslmode: (value) => {
    const mode = value.toLowerCase() === 'allow' ? 'prefer' : value.toLowerCase();
    if (!modes.has(mode)) return { note: `sslmode "${value}" is unknown and has no effect.` };
    return tls({ mode: mode as Tls['mode'] });
  },
  sslrootcert: (value) => tls({ ca: value }),
  sslcert: (value) => tls({ cert: value }),
  sslkey: (value) =>
    /\.(pk8|p12)$/i.test(value)
      ? { note: `sslkey "${value}" is not a PEM file and has no effect.` }
      : tls({ key: value }),
  sslfactory: (value) =>
    /NonValidating/i.test(value) ? tls({ mode: 'require' }) : { note: 'sslfactory has no effect: use sslmode.' },
  currentschema: (value) => ({ connection: { currentSchema: value } }),
  connecttimeout: (value) => ({ connection: { connectTimeoutMs: seconds(value) } }),
  connect_timeout: (value) => ({ connection: { connectTimeoutMs: seconds(value) } }),
  logintimeout: (value) => ({ connection: { connectTimeoutMs: seconds(value) } }),
  sockettimeout: (value) => ({ connection: { socketTimeoutMs: seconds(value) } }),
  applicationname: (value) => ({ connection: { applicationName: value } }),
  application_name: (value) => ({ connection: { applicationName: value } }),
  options: (value) => ({ connection: { options: value } }),
  targetservertype: (value) =>
    value.toLowerCase() === 'any' ? {} : { note: 'targetServerType has no effect: hosts are tried in order.' },
  readonly: (value) => (value === 'true' ? { note: 'readOnly has no effect: readers never change anything.' } : {}),
};

/** Properties of Java drivers that change nothing here. */
const quietProperties = new Set(
  `adaptivefetch adaptivefetchmaximum adaptivefetchminimum allowencodingchanges assumeminserverversion authenticationpluginclassname
  autosave binarytransfer binarytransferdisable binarytransferenable cancelsignaltimeout charset characterencoding
  cleanupsavepoints databasemetadatacachefields databasemetadatacachefieldsmib defaultrowfetchsize disablecolumnsanitiser
  escapesyntaxcallmode fetchsize groupstartupparameters gssencmode hideunprivilegedobjects hostrecheckseconds
  loadbalancehosts loggerfile loggerlevel logservererrordetail logunclosedconnections maxresultbuffer
  maxsendbuffersize preferquerymode preparedstatementcachequeries preparedstatementcachesizemib preparethreshold protocolversion
  quotereturningidentifiers receivebuffersize replication rewritebatchedinserts sendbuffersize sslresponsetimeout stringtype
  tcpkeepalive tcpnodelay unknownlength useunicode usespnego xmlfactoryfactory`.split(/\s+/),
);

/** Connection values of properties, in the order given; those that are unknown are noted. */
export function applyProperties(properties: readonly (readonly [string, string])[]): ParsedUrl {
  let connection: Partial<PostgresqlConnection> = {};
  const notes: string[] = [];
  for (const [name, value] of properties) {
    const key = name.toLowerCase();
    const effect = effects[key]?.(value);
    if (effect === undefined) {
      if (!quietProperties.has(key)) notes.push(`The connection property "${name}" is unknown and has no effect.`);
      continue;
    }
    const ssl = effect.connection?.ssl;
    // `ssl=true` asks for verify-full only where sslmode does not say otherwise.
    const kept = ssl !== undefined && key === 'ssl' ? { ...ssl, ...connection.ssl } : { ...connection.ssl, ...ssl };
    connection = { ...connection, ...effect.connection, ...(ssl === undefined ? {} : { ssl: kept as Tls }) };
    if (effect.note !== undefined) notes.push(effect.note);
  }
  return { connection, notes };
}
