/** The text of a filter, from conditions that people choose; and recipes for reading only what is new. */

export const operators = ['=', '<>', '<', '<=', '>', '>=', 'like', 'in', 'is null', 'is not null'] as const;
export type Operator = (typeof operators)[number];

export interface Condition {
  readonly column: string;
  readonly operator: Operator;
  readonly value: string;
}

/** Names that every database takes without quotes; others are for people who know how theirs quotes. */
export function isPlainName(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);
}

/** `amount >= 10 and city in ('Berlin', 'Paris')`. Throws a RangeError for a name that would need quotes. */
export function filterOf(conditions: readonly Condition[]): string {
  return conditions.map(conditionText).join(' and ');
}

function conditionText({ column, operator, value }: Condition): string {
  if (!isPlainName(column)) throw new RangeError(column);
  if (operator === 'is null' || operator === 'is not null') return `${column} ${operator}`;
  if (operator !== 'in') return `${column} ${operator} ${literal(value)}`;
  const items = value.split(',').map((item) => literal(item.trim()));
  return `${column} in (${items.join(', ')})`;
}

/** Numbers stay numbers; everything else is a text with its quotes doubled. `'12'` in quotes is a text. */
function literal(value: string): string {
  const quoted = /^'(.*)'$/s.exec(value.trim());
  if (quoted !== null) return `'${(quoted[1] as string).replaceAll("'", "''")}'`;
  return /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(value) ? value : `'${value.replaceAll("'", "''")}'`;
}

export interface Recipe {
  readonly where: string;
  /** Assignments that the filter needs, by name. */
  readonly parameters: Readonly<Record<string, string>>;
}

export const recipes = ['businessDay', 'lastHour', 'businessMonth', 'partition'] as const;
export type RecipeName = (typeof recipes)[number];

/** Both ends say exactly which rows belong to the cycle, so that neither a rerun nor a backfill reads others. */
export function recipeOf(name: RecipeName, column: string): Recipe {
  if (!isPlainName(column)) throw new RangeError(column);
  switch (name) {
    case 'businessDay':
      return between(column, "'${day_from}'", "'${day_to}'", {
        day_from: '${yyyy-mm-dd}',
        day_to: '${yyyy-mm-dd+1}',
      });
    case 'lastHour':
      return between(column, "'${hour_from_day} ${hour_from}:00:00'", "'${hour_to_day} ${hour_to}:00:00'", {
        hour_from_day: '$[yyyy-mm-dd-1/24]',
        hour_from: '$[hh24-1/24]',
        hour_to_day: '$[yyyy-mm-dd]',
        hour_to: '$[hh24]',
      });
    case 'businessMonth':
      return between(column, "'${month_from}-01'", "'${month_to}-01'", {
        month_from: '${yyyy-mm}',
        month_to: '${yyyy-mm+1}',
      });
    default:
      return { where: `${column} = '\${bizdate}'`, parameters: {} };
  }
}

function between(column: string, from: string, to: string, parameters: Recipe['parameters']): Recipe {
  return { where: `${column} >= ${from} and ${column} < ${to}`, parameters };
}

/** `a=1 b=2` with more assignments; those of the same name are replaced. */
export function withAssignments(text: string, added: Readonly<Record<string, string>>): string {
  const words = text.match(/(?:\$\{[^}]*\}|\$\[[^\]]*\]|\S)+/g) ?? [];
  const kept = words.filter((word) => !(nameOf(word) in added));
  return [...kept, ...Object.entries(added).map(([name, value]) => `${name}=${value}`)].join(' ');
}

function nameOf(word: string): string {
  return word.split('=', 1)[0] ?? '';
}
