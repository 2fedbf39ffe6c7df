import type { MysqlConnection } from './connection.ts';
import { readServerUrl } from '../families/relational/server-url.ts';
import { errors } from './errors.ts';

export interface ParsedUrl {
  readonly connection: Partial<MysqlConnection>;
  readonly notes: readonly string[];
}

/** Prefixes of the URLs understood here; the last two are those of command-line clients. */
export const urlPrefixes = ['jdbc:mysql:', 'jdbc:mariadb:', 'mysql:', 'mariadb:'] as const;

/**
 * Connection values of `jdbc:mysql://h1:p1,h2/db?user=…`, also of `mysql://user:password@host/db`. Several hosts stay in
 * `host`, each with its port.
 */
export function parseJdbcUrl(url: string): ParsedUrl {
  const match = urlPattern.exec(url.trim());
  if (match?.groups === undefined) {
    throw errors.settingInvalid({
      setting: 'jdbcUrl',
      reason: 'it does not look like jdbc:mysql://host:3306/database',
    });
  }
  const { connection, properties } = readServerUrl(match.groups);
  const fromProperties = applyProperties(properties);
  return { connection: { ...connection, ...fromProperties.connection }, notes: fromProperties.notes };
}

const urlPattern =
  /^(?:jdbc:)?(?:mysql|mariadb)(?::[a-z]+)*:\/\/(?:(?<account>[^/?#]*)@)?(?<hosts>[^/?#]*)(?:\/(?<database>[^?#]*))?(?:\?(?<query>[^#]*))?$/i;

const isTrue = (value: string): boolean => /^(true|yes|1)?$/i.test(value);
const milliseconds = (value: string): number => Math.max(0, Math.trunc(Number(value)) || 0);

type Effect = (value: string) => { readonly connection?: Partial<MysqlConnection>; readonly note?: string };

const tlsMode = (mode: string): ReturnType<Effect> => ({ connection: { ssl: { mode } } as Partial<MysqlConnection> });

/** MySQL writes VERIFY_CA, MariaDB verify-full and trust. */
const tlsModes: Readonly<Record<string, string>> = {
  disabled: 'disabled',
  disable: 'disabled',
  preferred: 'preferred',
  required: 'required',
  trust: 'required',
  verify_ca: 'verify_ca',
  verify_identity: 'verify_identity',
  verify_full: 'verify_identity',
};

/** Properties with an effect here, in lower case. */
const effects: Readonly<Record<string, Effect>> = {
  user: (value) => ({ connection: { user: value } }),
  password: (value) => ({ connection: { password: value } }),
  usessl: (value) => tlsMode(isTrue(value) ? 'required' : 'disabled'),
  requiressl: (value) => (isTrue(value) ? tlsMode('required') : {}),
  verifyservercertificate: (value) => (isTrue(value) ? tlsMode('verify_ca') : {}),
  sslmode: (value) => {
    const mode = tlsModes[value.toLowerCase().replaceAll('-', '_')];
    return mode === undefined ? { note: `sslMode "${value}" is unknown and has no effect.` } : tlsMode(mode);
  },
  connecttimeout: (value) => ({ connection: { connectTimeoutMs: milliseconds(value) } }),
  sockettimeout: (value) => ({ connection: { socketTimeoutMs: milliseconds(value) } }),
  allowpublickeyretrieval: (value) => ({ connection: { canFetchPublicKey: isTrue(value) } }),
  zerodatetimebehavior: (value) => {
    const word = value.toLowerCase().replaceAll('_', '');
    if (word === 'converttonull') return { connection: { zeroDates: 'null' } };
    if (word === 'round')
      return { note: 'zeroDateTimeBehavior=round is not supported: rows with zero dates are rejected.' };
    return { connection: { zeroDates: 'reject' } };
  },
  tinyint1isbit: (value) => (isTrue(value) ? { note: 'tinyInt1isBit: tinyint(1) is always read as an integer.' } : {}),
  yearisdatetype: (value) => (isTrue(value) ? { note: 'yearIsDateType: YEAR is always read as an integer.' } : {}),
  servertimezone: timeZoneNote,
  connectiontimezone: timeZoneNote,
  usecompression: (value) => (isTrue(value) ? { note: 'useCompression: the link is not compressed.' } : {}),
  sessionvariables: () => ({ note: 'sessionVariables has no effect: write SET statements into "session".' }),
};

function timeZoneNote(): ReturnType<Effect> {
  return {
    note: 'serverTimezone has no effect: sessions run in UTC, so a TIMESTAMP is an instant and a DATETIME a clock reading.',
  };
}

/** Properties of Java drivers that change nothing here. */
const quietProperties = new Set(
  `allowmultiqueries alwayssendsetisolation autodeserialize autoreconnect autoreconnectforpools cachecallablestmts
  cacheprepstmts cacheresultsetmetadata cacheserverconfiguration characterencoding charactersetresults
  clobcharacterencoding connectioncollation createdatabaseifnotexist defaultfetchsize dontcheckonduplicatekeyupdateinsert
  dumpqueriesonexception elidesetautocommits failoverreadonly holdresultsopenoverstatementclose initialtimeout
  jdbccomplianttruncation logger logslowqueries loginTimeout maintaintimestats maxallowedpacket maxreconnects
  maxrows metadatacachesize nullcatalogmeanscurrent nulldatabasemeanscurrent nullnamepatternmatchesall netTimeoutForStreamingResults
  paranoid prepstmtcachesize prepstmtcachesqllimit profilesql queryinterceptors requiredownreplicas
  rewritebatchedstatements statementinterceptors tcpkeepalive tcpnodelay tcprcvbuf tcpsndbuf tcptrafficclass
  useaffectedrows usebulkstmts usecursorfetch useinformationschema useisodatetimeformat usejdbccomplianttimezoneshift
  uselegacydatetimecode uselocalsessionstate uselocaltransactionstate useoldaliasmetadatabehavior useserverprepstmts
  usetimezone useunbufferedinput useunicode useusageadvisor pinglobaltxtophysicalconnection fallbacktosystemtruststore
  fallbacktosystemkeystore enabledtlsprotocols tlsversions defaultauthenticationplugin blobsendchunksize
  allowloadlocalinfile allowloadlocalinfileinpath allowurlinlocalinfile nettimeoutforstreamingresults pool
  maxpoolsize minpoolsize assureReadOnly transformedbitisboolean driverclassname trustservercertificate`
    .toLowerCase()
    .split(/\s+/),
);

/** Connection values of properties, in the order given; those that are unknown are noted. */
export function applyProperties(properties: readonly (readonly [string, string])[]): ParsedUrl {
  let connection: Partial<MysqlConnection> = {};
  const notes: string[] = [];
  for (const [name, value] of properties) {
    const key = name.toLowerCase();
    const effect = effects[key]?.(value);
    if (effect === undefined) {
      if (!quietProperties.has(key)) notes.push(`The connection property "${name}" is unknown and has no effect.`);
      continue;
    }
    connection = { ...connection, ...effect.connection };
    if (effect.note !== undefined) notes.push(effect.note);
  }
  return { connection, notes };
}
