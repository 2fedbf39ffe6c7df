import type { Connector } from '@sluice/core';

/** A connector that can be loaded by name; `packages/connectors` has the list. */
export interface ConnectorEntry {
  readonly name: string;
  readonly aliases: readonly string[];
  /** What names of its files end in, lower case; a plain path that ends so means this connector. */
  readonly suffixes?: readonly string[];
  load(): Promise<Connector>;
}

/** Finds connectors by the names that jobs use: `mysql`, `MySQL`, `mysqlreader`, aliases. */
export class ConnectorLookup {
  readonly #all: readonly ConnectorEntry[];
  readonly #entries = new Map<string, ConnectorEntry>();
  readonly names: readonly string[];

  constructor(entries: readonly ConnectorEntry[]) {
    this.#all = entries;
    this.names = entries.map((entry) => entry.name);
    for (const entry of entries)
      for (const name of [entry.name, ...entry.aliases]) this.#entries.set(name.toLowerCase(), entry);
  }

  /** Loads the connector, or answers undefined when there is none of that name. */
  async find(name: string): Promise<Connector | undefined> {
    return this.#entry(name)?.load();
  }

  /** Its canonical name, without loading it. */
  canonicalName(name: string): string | undefined {
    return this.#entry(name)?.name;
  }

  /** Canonical name of the connector whose files end like this path; undefined for all others. */
  nameByPath(path: string): string | undefined {
    const lower = path.toLowerCase();
    return this.#all.find(({ suffixes = [] }) => suffixes.some((suffix) => lower.endsWith(suffix)))?.name;
  }

  #entry(name: string): ConnectorEntry | undefined {
    const lower = name.trim().toLowerCase();
    return this.#entries.get(lower) ?? this.#entries.get(lower.replace(/[-_]?(reader|writer)$/, ''));
  }
}
