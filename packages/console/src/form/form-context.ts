import type { FieldDescription, JsonValue } from '@sluice/core';
import { createContext, use, type ReactNode } from 'react';

/** What an input of one field gets. */
export interface InputProps {
  readonly id: string;
  readonly field: FieldDescription;
  readonly value: JsonValue | undefined;
  readonly onChange: (value: JsonValue | undefined) => void;
  readonly isDisabled: boolean;
  /** Of its help and error, for `aria-describedby`. */
  readonly describedBy?: string;
}

export type FieldOverride = (props: InputProps) => ReactNode;

interface FormFacts {
  /** Prefix of the ids of inputs. */
  readonly id: string;
  readonly errors: Readonly<Record<string, string>>;
  readonly isDisabled: boolean;
  readonly overrides: Readonly<Record<string, FieldOverride>>;
}

export const FormContext = createContext<FormFacts | undefined>(undefined);

export function useFormFacts(): FormFacts {
  const facts = use(FormContext);
  if (facts === undefined) throw new Error('Inputs of fields belong into <ConnectorFields>');
  return facts;
}
