import type { Subject } from './subject.ts';

/** One claim about connectors, and how to try it. */
export interface Check {
  /** A sentence, unique in the kit: waivers name it. */
  readonly name: string;
  /** Whether the claim is about this connector, by its capabilities and by what the subject offers. */
  readonly appliesTo: (subject: Subject) => boolean;
  /** Throws when the connector does not keep it. */
  readonly run: (subject: Subject) => Promise<void>;
}
