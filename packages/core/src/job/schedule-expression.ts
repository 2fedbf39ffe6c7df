/**
 * Scheduling expressions: `${yyyymmdd-1}` counts from the business date, `$[hh24miss-1/24]` from the cycle time (the
 * planned time of the instance), `$bizdate` and its kin are built in. Everything else is constant text.
 */
import { SluiceError } from '../errors/define.ts';
import { issueOf } from './findings.ts';
import type { Issue } from './job.ts';
import { scheduleErrors } from './schedule-errors.ts';
import { suggest } from './suggest.ts';
import { addDays, addMonths, formatWallClock, parseWallClock, startOfDay } from './wall-clock.ts';

/** Local wall clock times of an instance, as `yyyymmddhh24miss` or `yyyymmdd`, with or without separators. */
export interface ScheduleTimes {
  /** Planned time. Default: 00:00:00 of the day after the business date. */
  readonly cycleTime?: string;
  /** Default: the day before the cycle time. */
  readonly businessDate?: string;
  /** Present time, for `$bizmonth`. Default: the cycle time. */
  readonly now?: string;
  readonly jobId?: string;
  readonly nodeId?: string;
  readonly taskId?: string;
}

export interface ResolvedExpression {
  /** Absent when the expression is malformed. */
  readonly value?: string;
  /** Line 1 and a column in the expression. */
  readonly issues: readonly Issue[];
}

interface Clocks {
  readonly cycle: number;
  readonly business: number;
  readonly now: number;
}

/**
 * The value of an expression for an instance.
 * @throws SluiceError when the times themselves make no sense.
 */
export function resolveExpression(text: string, times: ScheduleTimes): ResolvedExpression {
  return expressionResolver(times)(text);
}

/** The same for many expressions of one instance. */
export function expressionResolver(times: ScheduleTimes): (text: string) => ResolvedExpression {
  const clocks = clocksOf(times);
  const builtIns = builtInsOf(clocks, times);
  return (text) => resolveWith(text, clocks, builtIns);
}

function resolveWith(text: string, clocks: Clocks, builtIns: Readonly<Record<string, string>>): ResolvedExpression {
  const issues: Issue[] = [];
  const at = (index: number) => ({ line: 1, column: index + 1 });
  let value = '';
  let done = 0;
  for (const match of text.matchAll(/\$\{([^}]*)\}|\$\[([^\]]*)\]|\$[{[]|\$([A-Za-z]\w*)/g)) {
    value += text.slice(done, match.index);
    done = match.index + match[0].length;
    try {
      value += resolvePart(match, {
        text,
        clocks,
        builtIns,
        warn: (error, index) => issues.push(issueOf('warning', error, at(index))),
      });
    } catch (error) {
      if (!(error instanceof SluiceError)) throw error;
      issues.push(issueOf('error', error, error.place ?? at(match.index)));
    }
  }
  if (issues.some((issue) => issue.severity === 'error')) return { issues };
  return { value: value + text.slice(done), issues };
}

/** What a job file may name without an assignment, by name: `bizdate`, `bdp.system.bizdate`, … Ids only when given. */
export function builtInVariables(times: ScheduleTimes): Record<string, string> {
  return builtInsOf(clocksOf(times), times);
}

function builtInsOf({ cycle, business, now }: Clocks, times: ScheduleTimes): Record<string, string> {
  const businessDay = formatWallClock(business, 'yyyymmdd');
  const cycleTime = formatWallClock(cycle, 'yyyymmddhh24miss');
  const sameMonth = formatWallClock(business, 'yyyymm') === formatWallClock(now, 'yyyymm');
  return {
    bizdate: businessDay,
    cyctime: cycleTime,
    gmtdate: formatWallClock(addDays(business, 1), 'yyyymmdd'),
    bizmonth: formatWallClock(sameMonth ? addMonths(business, -1) : business, 'yyyymm'),
    'bdp.system.bizdate': businessDay,
    'bdp.system.cyctime': cycleTime,
    ...(times.jobId === undefined ? {} : { jobid: times.jobId }),
    ...(times.nodeId === undefined ? {} : { nodeid: times.nodeId }),
    ...(times.taskId === undefined ? {} : { taskid: times.taskId }),
  };
}

function clocksOf(times: ScheduleTimes): Clocks {
  const givenCycle = clockOf('cycle time', times.cycleTime);
  const givenBusiness = clockOf('business date', times.businessDate);
  const cycle = givenCycle ?? (givenBusiness === undefined ? undefined : addDays(startOfDay(givenBusiness), 1));
  if (cycle === undefined) throw scheduleErrors.missingTime();
  const business = startOfDay(givenBusiness ?? addDays(cycle, -1));
  return { cycle, business, now: clockOf('present time', times.now) ?? cycle };
}

function clockOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const time = parseWallClock(text);
  if (time === undefined) throw scheduleErrors.invalidTime({ name, text });
  return time;
}

interface PartContext {
  readonly text: string;
  readonly clocks: Clocks;
  readonly builtIns: Readonly<Record<string, string>>;
  warn(error: SluiceError, index: number): void;
}

function resolvePart(match: RegExpExecArray, context: PartContext): string {
  const [whole, businessBody, cycleBody, name] = match;
  if (businessBody !== undefined) {
    const builtIn = businessBody.startsWith('bdp.system.') ? context.builtIns[businessBody] : undefined;
    return builtIn ?? resolveDate({ ...context, whole, body: businessBody, index: match.index + 2, isBusiness: true });
  }
  if (cycleBody !== undefined)
    return resolveDate({ ...context, whole, body: cycleBody, index: match.index + 2, isBusiness: false });
  if (name === undefined) throw scheduleErrors.notClosed({ opening: whole });
  return resolveName(name, context);
}

/** Parts of the business date that expressions may name like built-in parameters; in a job file they are plain text. */
const dateNames = ['yyyymmdd', 'yyyy', 'mm', 'dd'];
const builtInNames = ['bizdate', 'cyctime', 'gmtdate', 'bizmonth', 'jobid', 'nodeid', 'taskid', ...dateNames];

/** A built-in parameter. An unknown name is an error only when it is all there is; inside a longer text it is constant. */
function resolveName(name: string, { text, builtIns, clocks }: PartContext): string {
  if (dateNames.includes(name)) return formatWallClock(clocks.business, name);
  const known = Object.hasOwn(builtIns, name) ? builtIns[name] : undefined;
  if (known !== undefined) return known;
  if (builtInNames.includes(name)) throw scheduleErrors.noValue({ name: `$${name}` });
  if (text !== `$${name}`) return `$${name}`;
  const meant = suggest(name, builtInNames);
  throw scheduleErrors.unknownName({ name: `$${name}`, ...(meant === undefined ? {} : { meant: `$${meant}` }) });
}

interface DateContext extends PartContext {
  /** With brackets, for messages. */
  readonly whole: string;
  readonly body: string;
  /** Where the body begins in the text. */
  readonly index: number;
  readonly isBusiness: boolean;
}

function resolveDate(context: DateContext): string {
  const { body, isBusiness, clocks } = context;
  const base = isBusiness ? clocks.business : clocks.cycle;
  const call = /^\s*([A-Za-z_]\w*)\s*\(/.exec(body);
  if (call === null) {
    const { format, terms } = formatAndOffset(body, context);
    return formatWallClock(applyOffset(base, terms, unitOf(format, terms, context)), format);
  }
  if (isBusiness) throw at(scheduleErrors.noFunctions({ name: call[1] as string }), context, 0);
  const parts = /^\s*add_months\s*\(([^()]*),\s*([-+]?\s*\d+(?:\s*\*\s*\d+)*)\s*\)\s*(.*)$/s.exec(body);
  if (parts === null) throw at(scheduleErrors.badFunction({ text: body.trim() }), context, 0);
  const [, inner, months, rest] = parts as unknown as [string, string, string, string];
  const { format, terms } = formatAndOffset(inner, context, body.indexOf(inner));
  const moved = addMonths(applyOffset(base, terms, 'day'), product(months.replace(/\s/g, '')));
  return formatWallClock(applyOffset(moved, offsetTerms(rest, context, body.length - rest.length), 'day'), format);
}

type Unit = 'day' | 'month' | 'year';

function formatAndOffset(body: string, context: DateContext, from = 0): { format: string; terms: readonly string[] } {
  const start = body.search(/[-+]\s*\d/);
  const format = (start < 0 ? body : body.slice(0, start)).trim();
  checkFormat(format, context, from + body.indexOf(format));
  const offset = start < 0 ? '' : body.slice(start);
  if (/^[-+]\s*0\d/.test(offset))
    context.warn(scheduleErrors.looksLikeDate({ text: offset }), context.index + from + start);
  return { format, terms: offsetTerms(offset, context, from + start) };
}

function checkFormat(format: string, context: DateContext, from: number): void {
  const { isBusiness, whole } = context;
  const token = isBusiness ? /yyyy|yy|mm|dd/y : /yyyy|yy|mm|dd|hh24|mi|ss/y;
  let count = 0;
  for (let index = 0; index < format.length;) {
    token.lastIndex = index;
    const found = token.exec(format)?.[0];
    if (found === undefined) {
      const letters = /^[A-SU-Ya-z]\w*/.exec(format.slice(index))?.[0]; // T and Z separate parts of ISO forms
      if (letters !== undefined)
        throw at(scheduleErrors.unknownToken({ token: letters, isBusiness }), context, from + index);
      index++;
    } else {
      count++;
      index += found.length;
    }
  }
  if (count === 0) throw at(scheduleErrors.noToken({ text: whole }), context, 0);
  if (/hh24\W*mm/.test(format))
    context.warn(scheduleErrors.monthAfterHour(), context.index + from + format.search(/hh24\W*mm/));
}

/** Signed products such as `-15/24/60`. */
function offsetTerms(offset: string, context: DateContext, from: number): string[] {
  const terms: string[] = [];
  const term = /\s*([-+]\s*\d+(?:\s*[*/]\s*\d+)*)\s*/y;
  while (term.lastIndex < offset.length) {
    const start = term.lastIndex;
    const found = term.exec(offset)?.[1]?.replace(/\s/g, '');
    if (found === undefined) throw at(scheduleErrors.badOffset({ text: offset.slice(start) }), context, from + start);
    if (/\/0+(?!\d)/.test(found)) throw at(scheduleErrors.badOffset({ text: found }), context, from + start);
    if (context.isBusiness && found.includes('/')) throw at(scheduleErrors.fractionOfDay(), context, from + start);
    terms.push(found);
  }
  return terms;
}

/** What a bare number counts: the smallest part written, when that is a year or a month; else days. */
function unitOf(format: string, terms: readonly string[], context: DateContext): Unit {
  if (/dd|hh24|mi|ss/.test(format)) return 'day';
  const unit = format.includes('mm') ? 'month' : 'year';
  if (!context.isBusiness && terms.length > 0) {
    if (terms.some((term) => term.includes('/'))) return 'day';
    context.warn(scheduleErrors.monthsByOffset({ text: context.whole }), context.index - 2);
  }
  return unit;
}

function applyOffset(time: number, terms: readonly string[], unit: Unit): number {
  const sum = terms.reduce((total, term) => total + product(term), 0);
  if (unit === 'day') return addDays(time, sum);
  return addMonths(time, unit === 'year' ? 12 * sum : sum);
}

function product(term: string): number {
  const sign = term.startsWith('-') ? -1 : 1;
  const factors = term.replace(/^[-+]/, '').matchAll(/([*/]?)(\d+)/g);
  let value = 1;
  for (const [, operator, digits] of factors)
    value = operator === '/' ? value / Number(digits) : value * Number(digits);
  return sign * value;
}

function at(error: SluiceError, context: DateContext, offset: number): SluiceError {
  return error.at({ line: 1, column: context.index + offset + 1 });
}
