import { useState } from 'react';
import type { Values } from '../form/values.ts';
import type { DataSource, Environment } from './queries.ts';

export interface Draft {
  readonly name: string;
  readonly description: string;
  readonly connection: Values;
}

/** A draft and what it began from. */
interface Editing {
  readonly draft: Draft;
  readonly stored: Draft;
  /** Of the stored definition; absent: there is none yet. */
  readonly version: number | undefined;
}

export interface DefinitionEditor extends Editing {
  readonly isChanged: boolean;
  change(change: Partial<Draft>): void;
  /** Begins anew from what is stored now. */
  reset(source: DataSource | undefined): void;
}

/**
 * A definition that is being edited. When the stored one changes meanwhile, an untouched form follows; one with changes
 * keeps them and the version that they began from, so that saving tells of the conflict.
 */
export function useDefinition(source: DataSource | undefined, environment: Environment): DefinitionEditor {
  const [editing, setEditing] = useState(() => editingOf(source, environment));
  const { draft, stored, version } = editing;
  const isTouched = JSON.stringify(draft) !== JSON.stringify(stored);
  const now = source?.definitions[environment]?.version;
  if (now !== version && !isTouched) setEditing(editingOf(source, environment));
  return {
    ...editing,
    isChanged: version === undefined || isTouched,
    change: (change) => setEditing({ ...editing, draft: { ...draft, ...change } }),
    reset: (next) => setEditing(editingOf(next, environment)),
  };
}

function editingOf(source: DataSource | undefined, environment: Environment): Editing {
  const definition = source?.definitions[environment];
  // A second definition begins as a copy of the first one.
  const { connection = {} } = definition ?? source?.definitions.production ?? source?.definitions.development ?? {};
  const stored = { name: source?.name ?? '', description: source?.description ?? '', connection };
  return { draft: stored, stored, version: definition?.version };
}
