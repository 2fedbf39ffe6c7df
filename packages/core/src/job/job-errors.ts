import { defineErrors } from '../errors/define.ts';

/** Findings about the shape and the settings of a job file. */
export const jobErrors = defineErrors('job', {
  unknownShape: {
    message: ({ keys }: { keys: readonly string[] }) =>
      keys.length === 0
        ? 'The file holds an empty object.'
        : `The file is no job: it begins with ${keys.slice(0, 3).join(', ')}.`,
    hint: ({ keys }) =>
      keys.includes('content') || keys.includes('reader')
        ? 'Only a part of a job is here. Wrap it: { "job": { "content": [{ "reader": …, "writer": … }], "setting": … } }.'
        : 'A job holds "steps" (script 2.0), "configuration" (script 1.0) or "job" (DataX). `sluice template` prints one.',
  },
  isYaml: {
    message: () => 'This is YAML; jobs are written in JSON.',
    hint: () => 'Convert the file to JSON.',
  },
  wrongType: {
    message: ({ key, expected, found }: { key: string; expected: string; found: string }) =>
      `"${key}" must be ${expected}, not ${found}.`,
  },
  missing: {
    message: ({ what }: { what: string; hint?: string }) => `${what} is missing.`,
    hint: ({ hint }) => hint ?? 'Add it.',
  },
  unknownKey: {
    message: ({ key }: { key: string; meant?: string; known: readonly string[] }) =>
      `"${key}" is not known here and has no effect.`,
    hint: ({ meant, known }) => (meant === undefined ? `Known are ${known.join(', ')}.` : `Did you mean "${meant}"?`),
  },
  ignoredKey: {
    message: ({ key }: { key: string; reason: string }) => `"${key}" has no effect.`,
    hint: ({ reason }) => reason,
  },
  wrongWord: {
    message: ({ key, found }: { key: string; found: string; words: readonly string[]; meant?: string }) =>
      `"${key}" cannot be "${found}".`,
    hint: ({ words, meant }) =>
      meant === undefined ? `It is one of ${words.join(', ')}.` : `Did you mean "${meant}"?`,
  },
  noStep: {
    message: ({ category }: { category: string }) => `The job has no ${category}.`,
    hint: ({ category }) => `Add a step of category "${category}".`,
  },
  severalSteps: {
    message: ({ category, names }: { category: string; names: readonly string[] }) =>
      `The job has several steps of category "${category}": ${names.join(', ')}.`,
    hint: () =>
      'One job moves from one reader to one writer. Make a job of each pair, or leave one of them out of order.hops.',
  },
  unusedStep: {
    message: ({ name }: { name: string }) => `No hop leads through the step "${name}"; it has no effect.`,
    hint: () => 'Remove it, or add it to order.hops.',
  },
  sameName: {
    message: ({ name }: { name: string }) => `Two steps have the name "${name}".`,
    hint: () => 'Give each step a name of its own, so that order.hops can tell them apart.',
  },
  noHops: {
    message: () => '"order.hops" is missing; the reader is taken to lead to the writer.',
    hint: () => 'Add "order": { "hops": [{ "from": "Reader", "to": "Writer" }] }.',
  },
  unknownHop: {
    message: ({ name }: { name: string; meant?: string }) => `A hop names the step "${name}", which does not exist.`,
    hint: ({ meant }) => (meant === undefined ? 'Hops name the steps by their "name".' : `Did you mean "${meant}"?`),
  },
  wrongHop: {
    message: ({ problem }: { problem: string }) => `The hops do not lead from the reader to the writer: ${problem}.`,
    hint: () => 'Write one hop from the reader to the writer.',
  },
  unroutedTransform: {
    message: ({ name }: { name: string }) =>
      `No hop leads through the transform "${name}"; it is applied before the writer.`,
    hint: () => 'Add it to order.hops to say where it belongs, or remove the step.',
  },
  processorIgnored: {
    message: () => 'The parameters of this processor step have no effect, because it names no transform.',
    hint: () => 'Name one in "stepType", for instance dx_replace, or remove the parameters.',
  },
  numberRange: {
    message: ({ key, found, expected }: { key: string; found: string; expected: string }) =>
      `"${key}" is ${found}; it must be ${expected}.`,
  },
  manyChannels: {
    message: ({ concurrent }: { concurrent: number }) =>
      `${concurrent} channels are many: each opens a session at both sides.`,
    hint: () => 'More than 32 seldom make a run faster. See that both servers allow so many sessions.',
  },
  throttleOff: {
    message: () => '"mbps" has no effect, because "throttle" is not true.',
    hint: () => 'Set "throttle": true for a rate limit, or remove "mbps".',
  },
  smallDistribute: {
    message: ({ concurrent }: { concurrent: number }) =>
      `"executeMode": "distribute" needs at least 8 channels; with ${concurrent} the job runs on one machine.`,
    hint: () => 'Raise "concurrent" to 8 or more, or remove "executeMode".',
  },
  unlimitedErrors: {
    message: () => 'No error limit is set: any number of dirty records is dropped and the run still succeeds.',
    hint: () => 'Set "errorLimit": { "record": 0 } to fail on the first dirty record.',
  },
  strategyWins: {
    message: ({ strategy, limit }: { strategy: string; limit: string }) =>
      `"strategy": "${strategy}" means ${limit}; "record" has no effect.`,
    hint: () => 'Use "strategy": "Tolerance" for a limit in between, or remove one of the two.',
  },
  toleranceWithoutRecord: {
    message: () => '"strategy": "Tolerance" needs "record", how many dirty records are tolerated.',
    hint: () => 'Add "record" with a whole number from 1.',
  },
  percentageIgnored: {
    message: () => '"percentage" has no effect, because "record" is set.',
    hint: () => 'Remove one of the two.',
  },
  unknownTimeZone: {
    message: ({ timeZone }: { timeZone: string }) => `"${timeZone}" is not a time zone.`,
    hint: () => 'Give an IANA name such as Asia/Shanghai, or an offset such as GMT+8.',
  },
  groovyRefused: {
    message: () => 'dx_groovy runs Java code, which Sluice cannot.',
    hint: () =>
      'Use dx_filter, dx_substr, dx_pad, dx_replace or dx_digest, an expression in the column list of a relational reader, or its querySql.',
  },
  connectorUnknown: {
    message: ({ name }: { name: string; meant?: string }) => `There is no connector "${name}".`,
    hint: ({ meant }) => (meant === undefined ? '`sluice connectors` lists all.' : `Did you mean "${meant}"?`),
  },
  connectorUnavailable: {
    message: ({ name, title }: { name: string; title: string }) =>
      `"${name}" (${title}) is not available in this version.`,
    hint: () => '`sluice connectors` lists what is.',
  },
  sideMissing: {
    message: ({ title, side }: { title: string; side: 'reader' | 'writer' }) =>
      side === 'reader' ? `${title} can only be written, not read.` : `${title} can only be read, not written.`,
    hint: ({ side }) => `Choose another ${side}.`,
  },
  columnCount: {
    message: ({ read, written }: { read: number; written: number }) =>
      `The reader has ${read} columns, the writer ${written}.`,
    hint: () => 'Columns are matched by position: both lists need the same number, in the same order.',
  },
  transformUnknown: {
    message: ({ name }: { name: string; meant?: string; known: readonly string[] }) =>
      `There is no transform "${name}".`,
    hint: ({ meant, known }) => (meant === undefined ? `Known are ${known.join(', ')}.` : `Did you mean "${meant}"?`),
  },
});
