/** What every step of the wizard sees and may change. */
import type { ConnectorDescription, WizardModel } from '@sluice/core';
import { createContext, use } from 'react';
import type { Environment, JobDraft } from '../job-draft.ts';
import type { ScriptIssue } from '../script/issue-places.ts';

export interface Wizard {
  readonly project: string;
  /** Name of the job. */
  readonly job: string;
  readonly model: WizardModel;
  readonly draft: JobDraft;
  /** Definitions of the data sources that looks and test runs use. */
  readonly environment: Environment;
  readonly mayEdit: boolean;
  readonly reader: ConnectorDescription | undefined;
  readonly writer: ConnectorDescription | undefined;
  /** What is wrong, with places in the model: `reader.parameter.table`. */
  readonly issues: readonly ScriptIssue[];
  change(model: WizardModel): void;
  changeDraft(part: Partial<JobDraft>): void;
  changeEnvironment(environment: Environment): void;
}

export const WizardContext = createContext<Wizard | undefined>(undefined);

export function useWizard(): Wizard {
  const wizard = use(WizardContext);
  if (wizard === undefined) throw new Error('useWizard belongs into the wizard');
  return wizard;
}
