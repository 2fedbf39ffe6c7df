/**
 * Something in the bytes that no sound file has. Low-level code throws it without knowing path and column; the file's
 * reader turns it into `FILES_CORRUPT`.
 */
export class Damage extends Error {
  override readonly name = 'Damage';
}

export function endsEarly(): Damage {
  return new Damage('its bytes end too early');
}
