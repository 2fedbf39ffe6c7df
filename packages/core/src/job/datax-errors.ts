import { defineErrors } from '../errors/define.ts';

/** Findings about DataX files alone. Notes say where Sluice differs on purpose. */
export const dataxErrors = defineErrors('datax', {
  noSpeed: {
    message: () => 'The speed of the job is not set: "job.setting.speed" has none of channel, byte and record.',
    hint: () => 'Set "speed": { "channel": 3 }.',
  },
  noChannelSpeed: {
    message: ({ key }: { key: 'byte' | 'record' }) =>
      `"speed.${key}" limits the whole job; the limit of one channel is not set, so "speed.channel" gives the number of channels, or 1.`,
    hint: ({ key }) =>
      `Set "speed.channel", or add "core": { "transport": { "channel": { "speed": { "${key}": … } } } } beside "job".`,
  },
  channelIgnored: {
    message: ({ channels }: { channels: number }) =>
      `"channel" has no effect beside "byte" or "record", which give ${channels} channels.`,
    hint: () => 'The number of channels is the limit of the job divided by the limit of one channel.',
  },
  moreContent: {
    message: ({ count }: { count: number }) => `"content" has ${count} elements; only the first one runs.`,
    hint: () => 'Make a job file of each element.',
  },
  sideAbsent: {
    message: ({ side }: { side: 'reader' | 'writer' }) => `The ${side} has no "name": this side of the job is absent.`,
    hint: ({ side }) => `Name a plug-in, for instance "name": "mysql${side}", and give its "parameter".`,
  },
  encrypted: {
    message: ({ key }: { key: string }) => `"${key}" holds a value that DataX has encrypted; Sluice cannot decrypt it.`,
    hint: ({ key }) =>
      `Write "${key.replace(/^\*/, '')}" with \${env:NAME} or \${file:/path} to take the secret from outside of the job.`,
  },
  dryRun: {
    message: () => '"dryRun" asks for a check without a transfer.',
    hint: () => 'Use `sluice plan` for that, and remove "dryRun".',
  },
  zoneAssumed: {
    message: () => 'Dates without a zone are read and printed in GMT+8, as DataX does.',
    hint: () => 'Set "common": { "column": { "timeZone": "…" } } beside "job" for another zone.',
  },
  differences: {
    message: () => 'This DataX job runs with a few differences on purpose.',
    hint: () =>
      'The error limit is checked per batch and stops at limit + 1; all dirty records are stored; a rate limit holds for the whole job; ' +
      'NULL booleans stay NULL; times keep microseconds; a wrong password is not tried again.',
  },
});
