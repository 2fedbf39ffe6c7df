/** Settings that script 2.0 and DataX have in common. */
import { timeZone } from '../data/text/zone.ts';
import { SluiceError } from '../errors/define.ts';
import type { JobSetting, Parameter } from './job.ts';
import { jobErrors } from './job-errors.ts';
import {
  checkKeys,
  isUnset,
  member,
  readAmount,
  readObject,
  readTruth,
  readWhole,
  readWord,
  type Placed,
} from './shape.ts';

/** Megabytes of `mbps`: 1024 × 1024 bytes. */
export const megabyte = 1_048_576;

type ErrorLimit = Pick<JobSetting, 'maxDirtyRecords' | 'maxDirtyShare'>;

const strategies = ['Ignore', 'Tolerance', 'ZeroTolerance'] as const;

/** `errorLimit`: `record` wins over `percentage`; the form's `strategy` wins over `record`. */
export function readErrorLimit(placed: Placed): ErrorLimit {
  const { path, findings } = placed;
  const limit = readObject(placed);
  checkKeys(limit, { known: ['record', 'percentage', 'strategy'] }, placed);
  const record = readWhole(member(limit, 'record', placed), 0);
  const share = readAmount(
    member(limit, 'percentage', placed),
    'a number from 0 to 1',
    (number) => number >= 0 && number <= 1,
  );
  const strategy = readWord(member(limit, 'strategy', placed), strategies);
  if (strategy === 'ZeroTolerance') {
    if (record !== undefined && record > 0) {
      findings.warning(
        jobErrors.strategyWins({ strategy, limit: 'that no dirty record is accepted' }),
        `${path}.strategy`,
      );
    }
    return { maxDirtyRecords: 0 };
  }
  if (strategy === 'Ignore') {
    if (record !== undefined)
      findings.warning(jobErrors.strategyWins({ strategy, limit: 'no limit' }), `${path}.strategy`);
    else findings.note(jobErrors.unlimitedErrors(), `${path}.strategy`);
    return {};
  }
  if (strategy === 'Tolerance' && (record === undefined || record === 0)) {
    findings.error(jobErrors.toleranceWithoutRecord(), `${path}.strategy`);
  }
  if (record !== undefined) {
    if (share !== undefined) findings.note(jobErrors.percentageIgnored(), `${path}.percentage`);
    return { maxDirtyRecords: record };
  }
  if (share !== undefined) return { maxDirtyShare: share };
  if (isUnset(limit['record']) && isUnset(limit['percentage'])) findings.warning(jobErrors.unlimitedErrors(), path);
  return {};
}

/** `errorLimit` for a limit. */
export function printErrorLimit(setting: ErrorLimit): Parameter {
  if (setting.maxDirtyRecords !== undefined) return { record: setting.maxDirtyRecords };
  return setting.maxDirtyShare === undefined ? {} : { percentage: setting.maxDirtyShare };
}

const formatReason = 'Texts are read in ISO forms, and in the format that a column or plug-in names.';

/** `common.column`. Besides the zone it may hold `lenientDates`, Sluice's own. */
export function readCommon(placed: Placed): Pick<JobSetting, 'timeZone'> & { readonly lenientDates?: boolean } {
  const common = readObject(placed);
  checkKeys(common, { known: ['column'] }, placed);
  const columnPlace = member(common, 'column', placed);
  const column = readObject(columnPlace);
  const ignored = {
    encoding: 'Plug-ins that read or write text have an "encoding" of their own.',
    datetimeFormat: formatReason,
    dateFormat: formatReason,
    timeFormat: formatReason,
    extraFormats: formatReason,
  };
  checkKeys(column, { known: ['timeZone', 'lenientDates'], ignored }, columnPlace);
  const lenientDates = readTruth(member(column, 'lenientDates', columnPlace));
  const zone = readTimeZone(member(column, 'timeZone', columnPlace));
  return { ...(zone === undefined ? {} : { timeZone: zone }), ...(lenientDates === undefined ? {} : { lenientDates }) };
}

function readTimeZone({ value, path, findings }: Placed): string | undefined {
  if (isUnset(value)) return undefined;
  const name = String(value).trim();
  try {
    timeZone(name);
    return name;
  } catch (error) {
    if (!(error instanceof SluiceError)) throw error;
    findings.error(jobErrors.unknownTimeZone({ timeZone: name }), path);
    return undefined;
  }
}

/** `common` with what the setting says; absent when it says nothing. */
export function printCommon(setting: Pick<JobSetting, 'timeZone' | 'lenientDates'>): Parameter | undefined {
  const column = {
    ...(setting.timeZone === undefined ? {} : { timeZone: setting.timeZone }),
    ...(setting.lenientDates ? { lenientDates: true } : {}),
  };
  return Object.keys(column).length === 0 ? undefined : { column };
}
