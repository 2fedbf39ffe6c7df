/**
 * Errors are part of the API: each has a stable code, says what happened with the values, and what to do next.
 * They are declared in tables with `defineErrors`, one table per area, and thrown as `SluiceError`.
 */
import { plainValues, type PlainValues } from './plain-values.ts';

/** Whose move it is; decides the exit code of the command line and the HTTP status of the server. */
export type ErrorKind = 'config' | 'environment' | 'data' | 'limit' | 'cancelled' | 'internal';

export interface ErrorDeclaration<Values> {
  /** What happened, with the values. Never a secret, a row value or SQL text with values. */
  readonly message: (values: Values) => string;
  /** What to do next. */
  readonly hint?: (values: Values) => string;
  /** True when the same task may succeed on a second attempt. Default false. */
  readonly retryable?: boolean;
  /** Default `config`. */
  readonly kind?: ErrorKind;
}

export interface ErrorPlace {
  /** Path into the configuration, for instance `writer.parameter.table`. */
  readonly path?: string;
  /** 1-based line and column in the job file. */
  readonly line?: number;
  readonly column?: number;
}

export class SluiceError extends Error {
  override readonly name = 'SluiceError';
  readonly code: string;
  readonly kind: ErrorKind;
  readonly hint: string | undefined;
  readonly retryable: boolean;
  /** Of the message, for those who say it in another language. */
  readonly values: Readonly<Record<string, unknown>> | undefined;
  place: ErrorPlace | undefined;

  constructor(fields: {
    code: string;
    kind: ErrorKind;
    message: string;
    hint?: string | undefined;
    retryable?: boolean;
    values?: Readonly<Record<string, unknown>> | undefined;
    place?: ErrorPlace | undefined;
    cause?: unknown;
  }) {
    super(fields.message, fields.cause === undefined ? undefined : { cause: fields.cause });
    this.code = fields.code;
    this.kind = fields.kind;
    this.hint = fields.hint;
    this.retryable = fields.retryable ?? false;
    this.values = fields.values;
    this.place = fields.place;
  }

  /** Adds the place in the configuration, when it is not known yet. */
  at(place: ErrorPlace): this {
    this.place ??= place;
    return this;
  }

  toJSON(): ErrorReport {
    const values = plainValues(this.values);
    return {
      code: this.code,
      kind: this.kind,
      message: this.message,
      ...(this.hint === undefined ? {} : { suggestion: this.hint }),
      ...this.place,
      ...(values === undefined ? {} : { values }),
    };
  }
}

/** An error as printed with `--json` and sent over HTTP. */
export interface ErrorReport extends ErrorPlace {
  readonly code: string;
  readonly kind: ErrorKind;
  readonly message: string;
  readonly suggestion?: string;
  /** What its sentences are made of, for those who say them in another language by its code. */
  readonly values?: PlainValues;
}

// `any`: a table holds declarations with different value types; each keeps its own in the derived factory.
// oxlint-disable-next-line no-explicit-any
type ErrorTable = Record<string, ErrorDeclaration<any>>;

export type ErrorFactory<Values> = ((
  ...parameters: undefined extends Values ? [values?: Values, cause?: unknown] : [values: Values, cause?: unknown]
) => SluiceError) & { readonly code: string };

export type ErrorFactories<Table extends ErrorTable> = {
  readonly [Name in keyof Table]: ErrorFactory<Parameters<Table[Name]['message']>[0]>;
};

/** Every declared error, for the generated reference page. */
export interface DeclaredError {
  readonly code: string;
  readonly area: string;
  readonly declaration: ErrorDeclaration<never>;
}

const declared = new Map<string, DeclaredError>();

/** All errors declared by the modules loaded so far, by code. */
export function declaredErrors(): ReadonlyMap<string, DeclaredError> {
  return declared;
}

/**
 * Declares the errors of one area and returns a factory for each.
 *
 * The code is derived: area `mysql`, name `tableNotFound` gives `MYSQL_TABLE_NOT_FOUND`.
 * A factory takes the values of the message, and the cause: `throw errors.tableNotFound({ table }, cause)`.
 */
export function defineErrors<const Table extends ErrorTable>(area: string, table: Table): ErrorFactories<Table> {
  const factories: Record<string, ErrorFactory<unknown>> = {};
  for (const [name, declaration] of Object.entries(table)) {
    const code = `${area}_${name.replace(/[A-Z]/g, (letter) => `_${letter}`)}`.replace(/-/g, '_').toUpperCase();
    declared.set(code, { code, area, declaration: declaration as ErrorDeclaration<never> });
    const create = (values?: unknown, cause?: unknown): SluiceError =>
      new SluiceError({
        code,
        kind: declaration.kind ?? 'config',
        message: declaration.message(values),
        hint: declaration.hint?.(values),
        retryable: declaration.retryable ?? false,
        values: values as Readonly<Record<string, unknown>> | undefined,
        cause,
      });
    factories[name] = Object.assign(create, { code });
  }
  return factories as ErrorFactories<Table>;
}

/** Any thrown value as a SluiceError; unknown ones become `INTERNAL` and keep the original as cause. */
export function asSluiceError(error: unknown): SluiceError {
  if (error instanceof SluiceError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new SluiceError({
    code: 'INTERNAL',
    kind: 'internal',
    message,
    hint: 'This is a defect of Sluice or of a connector. Please report it with the log of the run.',
    cause: error,
  });
}
