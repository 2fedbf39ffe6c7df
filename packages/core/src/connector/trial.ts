/** A place like the target of a job, made for one test run and removed after it. */
export interface Trial {
  /** Options of the writer that lead there. What would touch the target itself (pre-SQL, post-SQL) is left out. */
  readonly options: Readonly<Record<string, unknown>>;
  /** For people: the name of the table or folder. */
  readonly place: string;
  /** What differs from a run: statements that are not executed. */
  readonly notes: readonly string[];
  /** Removes the place with everything in it, also after a cancel. */
  remove(): Promise<void>;
}
