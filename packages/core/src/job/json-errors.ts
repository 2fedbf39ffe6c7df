import { defineErrors } from '../errors/define.ts';

/** What `count` more places of the same kind are worth a mention. */
function andMore(count: number): string {
  if (count <= 1) return '';
  return count === 2 ? ' One more place is like this.' : ` ${count - 1} more places are like this.`;
}

/** Findings about the JSON text itself. The first group is accepted with a warning, the second is refused. */
export const jsonErrors = defineErrors('json', {
  missingComma: {
    message: () => 'A comma is missing before this.',
    hint: () => 'Accepted as if the comma were there. Put one after the value before it.',
  },
  duplicateKey: {
    message: ({ key, line }: { key: string; line: number }) =>
      `The key "${key}" is here again; it was first on line ${line}.`,
    hint: () => 'The last one counts. Remove the other.',
  },
  trailingComma: {
    message: ({ count }: { count: number }) => `A comma stands before a closing bracket.${andMore(count)}`,
    hint: () => 'Accepted. Standard JSON has no comma there.',
  },
  singleQuotes: {
    message: ({ count }: { count: number }) => `A text stands in single quotes.${andMore(count)}`,
    hint: () => 'Accepted. Standard JSON uses double quotes.',
  },
  unquotedKey: {
    message: ({ count }: { count: number }) => `A key stands without quotes.${andMore(count)}`,
    hint: () => 'Accepted. Standard JSON puts keys in double quotes.',
  },
  rawControl: {
    message: ({ count }: { count: number }) => `A text holds a tab or line break as it is.${andMore(count)}`,
    hint: () => 'Accepted. Standard JSON writes \\t and \\n.',
  },
  oddBlank: {
    message: ({ count }: { count: number }) =>
      `A blank here is not a plain one (no-break or full-width).${andMore(count)}`,
    hint: () => 'Accepted. Replace it by a plain blank.',
  },
  bigNumber: {
    message: ({ digits }: { digits: string }) => `The number ${digits} has more digits than JSON readers keep.`,
    hint: () => 'It is kept as text with all its digits. Put it in double quotes to say so.',
  },
  protoKey: {
    message: () => 'The key "__proto__" is not an option of anything.',
    hint: () => 'Remove it.',
  },
  empty: {
    message: () => 'The file is empty.',
    hint: () => 'A job file holds one JSON object. `sluice template` prints one to start from.',
  },
  fullWidth: {
    message: ({ found, plain }: { found: string; plain: string }) =>
      `There is a ${found} where a plain ${plain} belongs.`,
    hint: ({ found, plain }) =>
      `Replace ${found} by ${plain}; an input method or a word processor has probably put it there.`,
  },
  hashComment: {
    message: () => 'A comment begins with #.',
    hint: () => 'Write // for a comment, or remove it.',
  },
  elision: {
    message: () => 'Three dots stand for something that was left out.',
    hint: () => 'Fill in what belongs here; the text was probably copied from an example.',
  },
  textAfterEnd: {
    message: ({ line }: { line: number }) => `There is text after the end of the job, which begins on line ${line}.`,
    hint: () => 'Remove it. One file holds one job. A closing bracket too many also ends the job early.',
  },
  endsEarly: {
    message: ({ bracket, line }: { bracket: string; line: number }) =>
      `The file ends before the ${bracket} of line ${line} is closed.`,
    hint: ({ bracket }) => `Add the missing ${bracket === '{' ? '}' : ']'}, or see whether the file was cut off.`,
  },
  unterminatedText: {
    message: ({ quote }: { quote: string }) => `The text that begins here has no closing ${quote}.`,
    hint: ({ quote }) => `Add ${quote} at its end.`,
  },
  unterminatedComment: {
    message: () => 'The comment that begins here has no closing */.',
    hint: () => 'Add */ at its end.',
  },
  badEscape: {
    message: ({ found }: { found: string }) => `${found} is not an escape of JSON.`,
    hint: () => 'Write two backslashes for one.',
  },
  badNumber: {
    message: ({ found }: { found: string }) => `${found} is not a number of JSON.`,
    hint: () => 'Numbers look like 12, -3, 0.5 or 1e6: no leading zero or plus, a digit on both sides of the point.',
  },
  notANumber: {
    message: ({ found }: { found: string }) => `${found} is not a value of JSON.`,
    hint: () => 'Give a number, or null for none.',
  },
  bareWord: {
    message: ({ found }: { found: string }) => `The word ${found} stands without quotes.`,
    hint: ({ found }) => bareWordHint(found),
  },
  unknownPlaceholder: {
    message: ({ found }: { found: string }) => `No value was given for ${found}, which stands outside a text.`,
    hint: ({ found }) => `Give one with -p ${found.replace(/[${}]/g, '')}=value, or put ${found} in double quotes.`,
  },
  expected: {
    message: ({ expected, found }: { expected: string; found: string; openText?: number }) =>
      `Expected ${expected}, found ${found}.`,
    hint: ({ openText }) =>
      openText === undefined
        ? 'Look here and just before for a missing quote, comma, colon or bracket.'
        : `The text that begins on line ${openText} runs over several lines: a closing quote is probably missing there.`,
  },
  tooDeep: {
    message: ({ limit }: { limit: number }) => `The brackets are nested more than ${limit} deep.`,
    hint: () => 'No job needs that. See whether the file is what you think it is.',
  },
  notAnObject: {
    message: ({ found }: { found: string }) => `The file holds ${found} instead of a job.`,
    hint: () => 'A job file holds one JSON object: { … }.',
  },
});

function bareWordHint(word: string): string {
  const plain = {
    True: 'true',
    False: 'false',
    TRUE: 'true',
    FALSE: 'false',
    None: 'null',
    NULL: 'null',
    Null: 'null',
  }[word];
  if (plain !== undefined) return `Write ${plain}.`;
  return word === 'undefined' ? 'Write null, or remove the key.' : `Write "${word}" if it is a text.`;
}
