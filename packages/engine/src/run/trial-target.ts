import type { ConnectorContext, Trial } from '@sluice/core';
import { asSluiceError } from '@sluice/core';
import { configErrors } from '../errors.ts';
import type { ResolvedStep } from '../resolve/resolve-step.ts';

/** A test run: a few rows into a place of their own. */
export interface Sample {
  /** Rows that are read at most. */
  readonly rows: number;
}

/** Where a test run wrote, and whether that is gone. */
export interface TrialOutcome {
  readonly place: string;
  readonly isRemoved: boolean;
  /** Why it is still there. */
  readonly problem?: string;
  readonly notes: readonly string[];
}

/** The place of one test run. */
export class TrialTarget {
  readonly #trial: Trial;
  readonly #log: ConnectorContext['log'];
  #isRemoved = false;
  #problem: string | undefined;

  /** Throws `CONFIG_NO_TRIAL` for writers that have no such place. */
  static async open({ connector, options }: ResolvedStep, context: ConnectorContext): Promise<TrialTarget> {
    const open = connector.writer?.openTrial?.bind(connector.writer);
    if (open === undefined) throw configErrors.noTrial({ title: connector.title });
    return new TrialTarget(await open(options as never, context), context.log);
  }

  private constructor(trial: Trial, log: ConnectorContext['log']) {
    this.#trial = trial;
    this.#log = log;
  }

  get options(): Trial['options'] {
    return this.#trial.options;
  }

  get outcome(): TrialOutcome {
    const { place, notes } = this.#trial;
    return {
      place,
      notes,
      isRemoved: this.#isRemoved,
      ...(this.#problem === undefined ? {} : { problem: this.#problem }),
    };
  }

  /** Never throws: the outcome says what happened. */
  async remove(): Promise<void> {
    try {
      await this.#trial.remove();
      this.#isRemoved = true;
    } catch (error) {
      this.#problem = asSluiceError(error).message;
      this.#log.warn('place of the test run not removed', { place: this.#trial.place, reason: this.#problem });
    }
  }
}
