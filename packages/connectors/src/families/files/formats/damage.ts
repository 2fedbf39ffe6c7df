/**
 * Something in the bytes that no sound file has. Low-level code throws it without knowing the path; the file's reader
 * turns it into `FILES_CORRUPT` with path and place. The message is the end of a sentence.
 */
export class Damage extends Error {
  override readonly name = 'Damage';
  /** The bytes at hand ended too early; more of them may help. */
  readonly isShort: boolean;

  constructor(problem: string, options: { readonly isShort?: boolean; readonly cause?: unknown } = {}) {
    super(problem, options.cause === undefined ? undefined : { cause: options.cause });
    this.isShort = options.isShort ?? false;
  }
}

export function endsEarly(): Damage {
  return new Damage('its bytes end too early');
}
