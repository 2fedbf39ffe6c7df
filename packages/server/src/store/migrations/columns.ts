import type { SchemaModule } from 'kysely';

/** Tables that belong together, created and dropped together. */
export interface Subject {
  /** In the order of their creation. */
  readonly tables: readonly string[];
  up(schema: SchemaModule): Promise<void>;
}
