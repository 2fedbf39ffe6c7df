/** The values of an error as JSON, by their names. */
export type PlainValues = Readonly<Record<string, string | number | boolean | string[]>>;

/** So many of a list, and so many characters of a text, are enough for a sentence. */
const mostOfList = 20;
const mostOfText = 1_000;

/** Those values that a sentence can be made of, shortened; undefined when there are none. */
export function plainValues(values: Readonly<Record<string, unknown>> | undefined): PlainValues | undefined {
  const plain: Record<string, PlainValues[string]> = {};
  for (const [name, value] of Object.entries(values ?? {})) {
    if (typeof value === 'number' || typeof value === 'boolean') plain[name] = value;
    if (typeof value === 'string' || typeof value === 'bigint') plain[name] = String(value).slice(0, mostOfText);
    if (Array.isArray(value)) plain[name] = value.slice(0, mostOfList).map((each) => String(each).slice(0, mostOfText));
  }
  return Object.keys(plain).length === 0 ? undefined : plain;
}
