/** Settings of a DataX file: `job.setting`, and `core` and `common` beside `job`. */
import { dataxErrors } from './datax-errors.ts';
import type { JobSetting, Parameter } from './job.ts';
import { jobErrors } from './job-errors.ts';
import { readCommon, readErrorLimit, printErrorLimit } from './setting.ts';
import { checkKeys, isUnset, member, readAmount, readObject, readTruth, readWhole, type Placed } from './shape.ts';

/** The zone DataX forces on every job that names none. */
export const dataxTimeZone = 'GMT+8';
const manyChannels = 32;

/** Reads the settings; wrong values are reported and take their default. */
export function readDataxSetting(root: Parameter, settingPlace: Placed): JobSetting {
  const { findings } = settingPlace;
  const setting = readObject(settingPlace);
  checkKeys(setting, { known: ['speed', 'errorLimit', 'keyVersion', 'dryRun'] }, settingPlace);
  if (!isUnset(setting['keyVersion'])) {
    findings.error(dataxErrors.encrypted({ key: 'keyVersion' }), `${settingPlace.path}.keyVersion`);
  }
  if (readTruth(member(setting, 'dryRun', settingPlace)) === true)
    findings.error(dataxErrors.dryRun(), `${settingPlace.path}.dryRun`);
  const { timeZone, lenientDates } = readCommon(member(root, 'common', { path: '', findings }));
  if (timeZone === undefined) findings.note(dataxErrors.zoneAssumed(), '');
  return {
    ...readSpeed(
      member(setting, 'speed', settingPlace),
      readChannelSpeed(member(root, 'core', { path: '', findings })),
    ),
    ...readErrorLimit(member(setting, 'errorLimit', settingPlace)),
    timeZone: timeZone ?? dataxTimeZone,
    isDistributed: false,
    canFailOver: false,
    lenientDates: lenientDates ?? true,
  };
}

type Speed = Pick<JobSetting, 'concurrent' | 'bytesPerSecond' | 'recordsPerSecond'>;

/** Limits of one channel. */
interface ChannelSpeed {
  readonly byte?: number;
  readonly record?: number;
}

const engineReason = 'Sluice has no such part; it sizes buffers and intervals itself.';

function readChannelSpeed(corePlace: Placed): ChannelSpeed {
  let place = corePlace;
  for (const key of ['transport', 'channel', 'speed']) {
    const object = readObject(place);
    const others = Object.fromEntries(Object.keys(object).map((other) => [other, engineReason]));
    checkKeys(object, { known: [key], ignored: others }, place);
    place = member(object, key, place);
  }
  const speed = readObject(place);
  checkKeys(speed, { known: ['byte', 'record'] }, place);
  return limits(speed, place);
}

/** 0 and less mean no limit, as -1 does in the configuration that comes with DataX. */
function limits(speed: Parameter, place: Placed): ChannelSpeed {
  const limit = (key: string) => {
    const number = readAmount(member(speed, key, place), 'a number', () => true);
    return number !== undefined && number > 0 ? number : undefined;
  };
  const byte = limit('byte');
  const record = limit('record');
  return { ...(byte === undefined ? {} : { byte }), ...(record === undefined ? {} : { record }) };
}

/**
 * The rule of DataX: a limit of the job divided by the limit of one channel gives the number of channels, the smaller
 * of two counts; without such a limit `channel` counts. The limits themselves hold for the whole job. Where the limit
 * of one channel is missing DataX refuses the job, unless its installation sets it; here `channel` counts, or 1.
 */
function readSpeed(place: Placed, perChannel: ChannelSpeed): Speed {
  const { path, findings } = place;
  const speed = readObject(place);
  checkKeys(speed, { known: ['channel', 'byte', 'record'] }, place);
  const total = limits(speed, place);
  const counts: number[] = [];
  for (const key of ['byte', 'record'] as const) {
    const [whole, part] = [total[key], perChannel[key]];
    if (whole === undefined) continue;
    if (part === undefined) findings.warning(dataxErrors.noChannelSpeed({ key }), `${path}.${key}`);
    else counts.push(Math.max(1, Math.floor(whole / part)));
  }
  const hasTotal = total.byte !== undefined || total.record !== undefined;
  const channel = counts.length > 0 ? undefined : readWhole(member(speed, 'channel', place), 1);
  const concurrent = counts.length > 0 ? Math.min(...counts) : (channel ?? 1);
  if (!hasTotal && isUnset(speed['channel'])) findings.error(dataxErrors.noSpeed(), path);
  if (counts.length > 0 && !isUnset(speed['channel'])) {
    findings.warning(dataxErrors.channelIgnored({ channels: concurrent }), `${path}.channel`);
  }
  if (concurrent > manyChannels) findings.warning(jobErrors.manyChannels({ concurrent }), path);
  const bytesPerSecond = total.byte ?? timesChannels(perChannel.byte, concurrent);
  const recordsPerSecond = total.record ?? timesChannels(perChannel.record, concurrent);
  return {
    concurrent,
    ...(bytesPerSecond === undefined ? {} : { bytesPerSecond }),
    ...(recordsPerSecond === undefined ? {} : { recordsPerSecond }),
  };
}

function timesChannels(limit: number | undefined, channels: number): number | undefined {
  return limit === undefined ? undefined : limit * channels;
}

/** The parts of a DataX file that hold the settings. */
export function printDataxSetting(setting: JobSetting): { setting: Parameter; core?: Parameter; common?: Parameter } {
  const { concurrent, bytesPerSecond: byte, recordsPerSecond: record } = setting;
  const total = { ...(byte === undefined ? {} : { byte }), ...(record === undefined ? {} : { record }) };
  const hasTotal = Object.keys(total).length > 0;
  const perChannel = Object.fromEntries(
    Object.entries(total).map(([key, limit]) => [key, Math.max(1, Math.floor(limit / concurrent))]),
  );
  const column = {
    ...(setting.timeZone === undefined || setting.timeZone === dataxTimeZone ? {} : { timeZone: setting.timeZone }),
    ...(setting.lenientDates ? {} : { lenientDates: false }),
  };
  return {
    setting: { speed: hasTotal ? total : { channel: concurrent }, errorLimit: printErrorLimit(setting) },
    ...(hasTotal ? { core: { transport: { channel: { speed: perChannel } } } } : {}),
    ...(Object.keys(column).length === 0 ? {} : { common: { column } }),
  };
}
