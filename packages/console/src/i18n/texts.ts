/** The same keys with texts of another language; a missing or surplus key does not compile. */
export type TextsOf<English> = {
  readonly [Key in keyof English]: English[Key] extends string ? string : TextsOf<English[Key]>;
};
