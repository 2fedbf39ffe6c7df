/** What people read. */
import type { AlertFacts, AlertLanguage } from '../contract/alert.ts';
import { localTime } from '../scheduler/zones.ts';
import { wordings, type Wording } from './wording.ts';

export interface MessageText {
  /** One line. */
  readonly title: string;
  readonly text: string;
}

/** Longer causes are cut; the console shows them whole. */
const mostCause = 500;
const mostLines = 20;

/** @param most set on the last alert of a day that a rule may send: how many they are. */
export function messageOf(facts: AlertFacts, language: AlertLanguage, most?: number): MessageText {
  const words = wordings[language];
  const { labels } = words;
  const title = `[Sluice] ${words.titles[facts.trigger](facts)}: ${facts.job} (${facts.project})`;
  const lines = [
    [labels.project, facts.project],
    [labels.job, facts.job],
    [labels.kind, facts.kind === 'scheduled' ? undefined : words.kinds[facts.kind]],
    [labels.businessDate, dateLine(facts, words)],
    [labels.state, stateLine(facts, words)],
    [labels.deadline, deadlineLine(facts)],
    [labels.cause, causeLine(facts)],
    [labels.hint, facts.error?.hint],
    [labels.rows, rowsLine(facts, words)],
    [labels.duration, durationLine(facts, words)],
    [labels.rule, facts.rule],
    [labels.link, facts.link],
  ].flatMap(([label, value]) => (value === undefined || value === '' ? [] : [`${label}: ${oneLine(value)}`]));
  return { title: oneLine(title), text: [...lines, ...(most === undefined ? [] : [words.last(most)])].join('\n') };
}

/** One message about many that were held back. */
export function summaryOf(
  rule: string,
  alerts: { readonly titles: readonly string[]; readonly count: number },
  language: AlertLanguage,
): MessageText {
  const words = wordings[language];
  const shown = alerts.titles.slice(0, mostLines).map((title) => `- ${title.replace('[Sluice] ', '')}`);
  const rest = alerts.count - shown.length;
  return {
    title: `[Sluice] ${oneLine(words.summaryTitle(alerts.count, rule))}`,
    text: [words.summaryLead(alerts.count), ...shown, ...(rest > 0 ? [words.more(rest)] : [])].join('\n'),
  };
}

/** What the test button sends. */
export function sampleOf(project: string, channel: string, language: AlertLanguage): MessageText {
  const { sample } = wordings[language];
  return { title: `[Sluice] ${sample.title}`, text: oneLine(sample.text(project, channel)) };
}

function dateLine({ businessDate, cycleTime, timeZone }: AlertFacts, { cycle }: Wording): string | undefined {
  if (cycleTime === undefined || timeZone === undefined) return businessDate;
  const [date, time] = [cycleTime.slice(0, 8), cycleTime.slice(8)];
  const shown = `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)} ${time.slice(0, 2)}:${time.slice(2, 4)}`;
  return `${businessDate ?? '-'} (${cycle(shown, timeZone)})`;
}

function stateLine({ state, attempt, mostAttempts }: AlertFacts, words: Wording): string {
  const shown = words.states[state] ?? state;
  if (attempt === undefined || mostAttempts === undefined || attempt === 0 || mostAttempts < 2) return shown;
  return `${shown}, ${words.attempt(attempt, mostAttempts)}`;
}

function deadlineLine({ deadline, timeZone = 'UTC' }: AlertFacts): string | undefined {
  if (deadline === undefined) return undefined;
  const { date, time } = localTime(Date.parse(deadline), timeZone);
  return `${date} ${time.slice(0, 5)} ${timeZone}`;
}

function causeLine({ error }: AlertFacts): string | undefined {
  if (error === undefined) return undefined;
  const message = error.message.length <= mostCause ? error.message : `${error.message.slice(0, mostCause)}…`;
  return error.code === undefined ? message : `${message} [${error.code}]`;
}

function rowsLine({ rowsRead, rowsWritten, rowsDirty }: AlertFacts, words: Wording): string {
  const counts = { read: rowsRead, written: rowsWritten, dirty: rowsDirty };
  const known = Object.entries(counts).filter((entry): entry is [string, number] => entry[1] !== undefined);
  return words.rows(Object.fromEntries(known.map(([name, count]) => [name, words.number(count)])));
}

function durationLine({ durationMs }: AlertFacts, words: Wording): string | undefined {
  if (durationMs === undefined) return undefined;
  const all = Math.round(durationMs / 1_000);
  return words.duration({ hours: Math.floor(all / 3_600), minutes: Math.floor(all / 60) % 60, seconds: all % 60 });
}

/** Values may come from other systems: nothing in them begins a new line. */
function oneLine(text: string): string {
  // oxlint-disable-next-line no-control-regex -- that is what is taken out
  return text.replaceAll(/[\u0000-\u001f\u007f\u2028\u2029]+/g, ' ').trim();
}
