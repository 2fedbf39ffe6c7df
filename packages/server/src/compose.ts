/** The one place where subjects meet: each is made with what it needs of the others. */
import type { AuditLog, Gate } from './http/ports.ts';
import type { Ground, Subject } from './subject.ts';
import { systemSubject } from './system/subject.ts';

export interface House {
  readonly subjects: readonly Subject[];
  readonly gate: Gate;
  readonly audit: AuditLog;
}

export function compose(ground: Ground): House {
  const gate: Gate = {
    callerOf: async () => undefined,
    projectOf: async () => undefined,
    allows: () => true,
  };
  const audit: AuditLog = { record: async () => undefined };
  return { gate, audit, subjects: [systemSubject(ground, { isSetUp: async () => false })] };
}
