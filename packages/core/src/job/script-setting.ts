/** `setting` of script 2.0 and 1.0. */
import type { JobSetting, Parameter } from './job.ts';
import { jobErrors } from './job-errors.ts';
import { megabyte, printCommon, printErrorLimit, readCommon, readErrorLimit } from './setting.ts';
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

/** Channels of a job that does not say how many. */
export const defaultConcurrent = 3;
const usualConcurrent = 32;
const distributedConcurrent = 8;

const known = ['speed', 'errorLimit', 'executeMode', 'failoverEnable', 'common'];
const ignored = {
  jvmOption: 'There is no Java machine whose memory could be set.',
  jvmMemory: 'There is no Java machine whose memory could be set.',
  locale: 'Values are read and printed the same way in every locale.',
};

/** Reads `setting`; wrong values are reported and take their default. */
export function readScriptSetting(placed: Placed): JobSetting {
  const setting = readObject(placed);
  checkKeys(setting, { known, ignored }, placed);
  const speed = readSpeed(member(setting, 'speed', placed));
  const mode = readWord(member(setting, 'executeMode', placed), ['distribute', 'null']);
  if (mode === 'distribute' && speed.concurrent < distributedConcurrent) {
    placed.findings.warning(jobErrors.smallDistribute({ concurrent: speed.concurrent }), `${placed.path}.executeMode`);
  }
  return {
    ...speed,
    ...readErrorLimit(member(setting, 'errorLimit', placed)),
    isDistributed: mode === 'distribute' && speed.concurrent >= distributedConcurrent,
    canFailOver: readTruth(member(setting, 'failoverEnable', placed)) ?? false,
    lenientDates: false,
    ...readCommon(member(setting, 'common', placed)),
  };
}

type Speed = Pick<JobSetting, 'concurrent' | 'bytesPerSecond' | 'recordsPerSecond'>;

/** `channel`, `byte` and `record` are the words of DataX, which scripts carry now and then. */
function readSpeed(placed: Placed): Speed {
  const { path, findings } = placed;
  const speed = readObject(placed);
  checkKeys(
    speed,
    {
      known: ['concurrent', 'throttle', 'mbps', 'channel', 'byte', 'record'],
      ignored: { dmu: 'Capacity is what the machine or the resource group has.' },
    },
    placed,
  );
  const key = isUnset(speed['concurrent']) && !isUnset(speed['channel']) ? 'channel' : 'concurrent';
  const concurrent = readWhole(member(speed, key, placed), 1) ?? defaultConcurrent;
  if (concurrent > usualConcurrent) findings.warning(jobErrors.manyChannels({ concurrent }), `${path}.${key}`);
  const byte = readAmount(member(speed, 'byte', placed), 'a number above 0', (number) => number > 0);
  const record = readAmount(member(speed, 'record', placed), 'a number above 0', (number) => number > 0);
  const bytesPerSecond = readThrottle(speed, placed) ?? byte;
  return {
    concurrent,
    ...(bytesPerSecond === undefined ? {} : { bytesPerSecond }),
    ...(record === undefined ? {} : { recordsPerSecond: record }),
  };
}

function readThrottle(speed: Parameter, placed: Placed): number | undefined {
  const mbpsPlace = member(speed, 'mbps', placed);
  if (readTruth(member(speed, 'throttle', placed)) !== true) {
    if (!isUnset(mbpsPlace.value)) placed.findings.warning(jobErrors.throttleOff(), mbpsPlace.path);
    return undefined;
  }
  if (isUnset(mbpsPlace.value)) {
    const hint =
      'It is the limit of the whole job in MB per second, for instance "mbps": 10. Or set "throttle": false.';
    placed.findings.error(jobErrors.missing({ what: '"mbps"', hint }), `${placed.path}.throttle`);
    return undefined;
  }
  const mbps = readAmount(mbpsPlace, 'a number of MB per second above 0', (number) => number > 0);
  return mbps === undefined ? undefined : Math.max(1, Math.round(mbps * megabyte));
}

/** `setting` for a model, on top of the keys that it does not cover. */
export function printScriptSetting(setting: JobSetting, rest: Parameter = {}): Parameter {
  const {
    executeMode: _mode,
    errorLimit: _limit,
    speed: _speed,
    failoverEnable: _failover,
    common: _common,
    ...others
  } = rest;
  const common = printCommon(setting);
  return {
    executeMode: setting.isDistributed ? 'distribute' : null,
    errorLimit: printErrorLimit(setting),
    speed: printSpeed(setting),
    ...(setting.canFailOver ? { failoverEnable: true } : {}),
    ...(common === undefined ? {} : { common }),
    ...others,
  };
}

function printSpeed({ concurrent, bytesPerSecond, recordsPerSecond }: Speed): Parameter {
  const isWhole = bytesPerSecond !== undefined && bytesPerSecond % megabyte === 0;
  return {
    concurrent,
    throttle: isWhole,
    ...(isWhole ? { mbps: bytesPerSecond / megabyte } : {}),
    ...(bytesPerSecond === undefined || isWhole ? {} : { byte: bytesPerSecond }),
    ...(recordsPerSecond === undefined ? {} : { record: recordsPerSecond }),
  };
}
