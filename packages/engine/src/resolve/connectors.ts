import type { Connector } from '@sluice/core';

/** A connector that can be loaded by name; `packages/connectors` has the list. */
export interface ConnectorEntry {
  readonly name: string;
  readonly aliases: readonly string[];
  load(): Promise<Connector>;
}

/** Finds connectors by the names that jobs use: `mysql`, `MySQL`, `mysqlreader`, aliases. */
export class ConnectorLookup {
  readonly #entries = new Map<string, ConnectorEntry>();
  readonly names: readonly string[];

  constructor(entries: readonly ConnectorEntry[]) {
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

  #entry(name: string): ConnectorEntry | undefined {
    const lower = name.trim().toLowerCase();
    return this.#entries.get(lower) ?? this.#entries.get(lower.replace(/[-_]?(reader|writer)$/, ''));
  }
}
