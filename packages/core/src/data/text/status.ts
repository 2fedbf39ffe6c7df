/** How parsing ended: 0 parsed, 1 malformed, 2 out of range, 3 inexact (digits would be lost). */
export type ParseStatus = 0 | 1 | 2 | 3;

export const parsed = 0;
export const malformed = 1;
export const outOfRange = 2;
export const inexact = 3;
