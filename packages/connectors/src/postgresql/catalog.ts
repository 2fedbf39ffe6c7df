/** Questions to the catalogue of the server. */
import type { ColumnSpec, TableEntry } from '@sluice/core';
import type { RelationalTable, TableName } from '../families/relational/session.ts';
import { errors } from './errors.ts';
import type { Link } from './link.ts';
import { quoteLiteral } from './quoting.ts';
import { type CatalogType, type Mapping, type TypeLookup, isBuiltIn, mapType } from './types.ts';

/** Types of one database, asked for once per session. */
export class TypeCatalog {
  readonly #link: Link;
  readonly #known = new Map<number, CatalogType>();

  constructor(link: Link) {
    this.#link = link;
  }

  /** Everything needed to map columns of these types, with elements and bases. */
  async load(oids: readonly number[]): Promise<TypeLookup> {
    const missing = [...new Set(oids)].filter((oid) => !isBuiltIn(oid) && !this.#known.has(oid));
    if (missing.length > 0) await this.#fetch(missing);
    return (oid) => {
      const found = this.#known.get(oid);
      if (found === undefined) throw errors.protocol({ reason: `the type with oid ${oid} is not in the catalogue` });
      return found;
    };
  }

  async #fetch(oids: readonly number[]): Promise<void> {
    const rows = await this.#link.query(`
      with recursive wanted(oid) as (
        select unnest(array[${oids.join(',')}]::oid[])
        union
        select related.oid from wanted
        join pg_catalog.pg_type t on t.oid = wanted.oid
        cross join lateral (values (t.typelem), (t.typbasetype)) related(oid)
        where related.oid <> 0)
      select t.oid, t.typname, t.typtype, case when t.typcategory = 'A' then t.typelem else 0 end, t.typbasetype,
        t.typtypmod, pg_catalog.format_type(t.oid, -1)
      from wanted join pg_catalog.pg_type t using (oid)`);
    for (const row of rows) {
      const [oid, name, kind, element, base, baseModifier, sqlName] = row as readonly string[] as [string, ...string[]];
      this.#known.set(Number(oid), {
        oid: Number(oid),
        name: name ?? '',
        kind: kind ?? 'b',
        element: Number(element),
        base: Number(base),
        baseModifier: Number(baseModifier),
        sqlName: sqlName ?? '',
      });
    }
  }
}

/** A column of a table with everything a load needs. */
export interface TableColumn {
  readonly spec: ColumnSpec;
  readonly mapping: Mapping;
  /** Type with length, for a staging table. */
  readonly sqlType: string;
  /** Expression that gives the value when a row has none; for a serial or identity column the next number. */
  readonly defaultSql: string | undefined;
  readonly isIdentityAlways: boolean;
  readonly isGenerated: boolean;
}

export interface DescribedTable {
  readonly table: RelationalTable;
  readonly columns: readonly TableColumn[];
}

/** The table as the server has it. Throws `tableNotFound`. */
export async function describeTable(link: Link, types: TypeCatalog, name: TableName): Promise<DescribedTable> {
  const [found] = await link.query(
    `select c.oid, n.nspname, c.relkind,
       case when c.relkind = 'p' then
         (select sum(nullif(k.reltuples, -1)) from pg_catalog.pg_partition_tree(c.oid) p join pg_catalog.pg_class k on k.oid = p.relid where p.isleaf)
         else nullif(c.reltuples, -1) end,
       case when c.relkind = 'p' then
         (select sum(pg_catalog.pg_relation_size(p.relid)) from pg_catalog.pg_partition_tree(c.oid) p where p.isleaf)
         when c.relkind in ('r', 'm') then pg_catalog.pg_relation_size(c.oid) end
     from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
     where c.relname = $1 and c.relkind in ('r', 'p', 'v', 'm', 'f')
       and ${name.schema === undefined ? 'pg_catalog.pg_table_is_visible(c.oid)' : 'n.nspname = $2'}`,
    name.schema === undefined ? [name.name] : [name.name, name.schema],
  );
  if (found === undefined) throw errors.tableNotFound({ table: fullName(name.schema, name.name) });
  const [oid, schema, kind, rows, bytes] = found;
  const columns = await readColumns(link, types, oid as string);
  const keys = await readKeys(link, oid as string);
  const estimatedRows = rows === null || rows === undefined ? undefined : Math.round(Number(rows));
  const names = (which: (column: TableColumn) => boolean): readonly string[] =>
    columns.filter(which).map((column) => column.spec.name);
  return {
    columns,
    table: {
      name: fullName(schema ?? undefined, name.name),
      kind: kind === 'v' ? 'view' : 'table',
      ...(estimatedRows === undefined ? {} : { estimatedRows }),
      ...(bytes === null || bytes === undefined ? {} : { estimatedBytes: Number(bytes) }),
      schema: { columns: columns.map((column) => column.spec) },
      primaryKey: keys.primaryKey,
      uniqueKeys: keys.uniqueKeys,
      columnsWithDefault: names((column) => column.defaultSql !== undefined),
      generatedColumns: names((column) => column.isGenerated),
    },
  };
}

function fullName(schema: string | undefined, name: string): string {
  const part = (text: string): string => (/[."]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return schema === undefined ? part(name) : `${part(schema)}.${part(name)}`;
}

async function readColumns(link: Link, types: TypeCatalog, table: string): Promise<readonly TableColumn[]> {
  const rows = await link.query(
    `select a.attname, a.atttypid, a.atttypmod, a.attnotnull or t.typnotnull, pg_catalog.format_type(a.atttypid, a.atttypmod),
       coalesce(pg_catalog.pg_get_expr(d.adbin, d.adrelid), t.typdefault), a.attidentity, a.attgenerated,
       pg_catalog.pg_get_serial_sequence(a.attrelid::regclass::text, a.attname)
     from pg_catalog.pg_attribute a join pg_catalog.pg_type t on t.oid = a.atttypid
     left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
     where a.attrelid = $1::oid and a.attnum > 0 and not a.attisdropped order by a.attnum`,
    [table],
  );
  const lookup = await types.load(rows.map((row) => Number(row[1])));
  return rows.map((row) => {
    const [name, oid, modifier, notNull, sqlType, expression, identity, generated, sequence] = row;
    const mapping = mapType(Number(oid), Number(modifier), lookup);
    const isIdentity = identity !== '';
    const next = isIdentity && sequence ? `nextval(${quoteLiteral(sequence)}::regclass)` : undefined;
    return {
      spec: { name: name as string, type: mapping.type, isNullable: notNull !== 't', nativeType: sqlType as string },
      mapping,
      sqlType: sqlType as string,
      defaultSql: next ?? (generated === '' ? (expression ?? undefined) : undefined),
      isIdentityAlways: identity === 'a',
      isGenerated: generated !== '',
    };
  });
}

interface Keys {
  readonly primaryKey: readonly string[];
  readonly uniqueKeys: readonly (readonly string[])[];
}

/** Keys that identify every row: unique, not deferred, on plain columns and without a condition. */
async function readKeys(link: Link, table: string): Promise<Keys> {
  const rows = await link.query(
    `select i.indisprimary, pg_catalog.array_to_json(array(
       select a.attname from unnest(i.indkey::int2[]) with ordinality k(number, place)
       join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.number
       where k.place <= i.indnkeyatts order by k.place))
     from pg_catalog.pg_index i
     where i.indrelid = $1::oid and i.indisunique and i.indisvalid and i.indimmediate and i.indpred is null and i.indexprs is null
     order by i.indisprimary desc, i.indexrelid`,
    [table],
  );
  const keys = rows.map(([isPrimary, names]) => ({
    isPrimary: isPrimary === 't',
    names: JSON.parse(names as string) as string[],
  }));
  return {
    primaryKey: keys.find((key) => key.isPrimary)?.names ?? [],
    uniqueKeys: keys.filter((key) => !key.isPrimary).map((key) => key.names),
  };
}

export interface TableFilter {
  readonly schema?: string;
  readonly pattern?: string;
  readonly limit: number;
}

/** Tables and views that the user sees, without those of the system. `pattern` is one of LIKE. */
export async function listTables(link: Link, filter: TableFilter): Promise<readonly TableEntry[]> {
  const rows = await link.query(
    `select n.nspname, c.relname, c.relkind, nullif(c.reltuples, -1),
       case when c.relkind in ('r', 'm') then pg_catalog.pg_relation_size(c.oid) end
     from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname not in ('pg_catalog', 'information_schema')
       and n.nspname not like 'pg\\_%' and not c.relispartition
       and pg_catalog.has_schema_privilege(n.oid, 'usage')
       and ($1::text is null or n.nspname = $1) and ($2::text is null or c.relname like $2)
     order by n.nspname, c.relname limit ${Math.trunc(filter.limit)}`,
    [filter.schema ?? null, filter.pattern ?? null],
  );
  return rows.map(([schema, name, kind, estimatedRows, bytes]) => ({
    name: fullName(schema as string, name as string),
    kind: kind === 'v' ? ('view' as const) : ('table' as const),
    ...(estimatedRows === null || estimatedRows === undefined
      ? {}
      : { estimatedRows: Math.round(Number(estimatedRows)) }),
    ...(bytes === null || bytes === undefined ? {} : { estimatedBytes: Number(bytes) }),
  }));
}
