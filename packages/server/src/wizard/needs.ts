import type { Connector } from '@sluice/core';
import type { Environment } from '../data-sources/data-sources.ts';
import type { Workers, WorkSource } from '../worker/work.ts';

/** What the wizard needs of other subjects. */
export interface WizardNeeds {
  /** Workers of a resource group. Throws when there is no such group. */
  workersOf(group: string): Promise<Workers>;
  /** A data source with its secrets. Throws when it has no definition for the environment. */
  sourceOf(projectId: string, name: string, environment: Environment): Promise<WorkSource>;
}

/** Kinds of systems, loaded when they are needed. */
export interface ConnectorShelf {
  readonly names: readonly string[];
  find(name: string): Promise<Connector | undefined>;
}
