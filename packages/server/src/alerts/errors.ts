import { defineErrors } from '@sluice/core';
import { answersWith } from '../http/errors.ts';

export const alertErrors = defineErrors('alert', {
  channelInUse: {
    message: ({ name, rules }: { name: string; rules: readonly string[] }) =>
      `The channel "${name}" is used by ${rules.length === 1 ? 'the rule' : 'the rules'} ${rules.slice(0, 10).join(', ')}${rules.length > 10 ? ' and others' : ''}.`,
    hint: () => 'Let the rules send elsewhere first.',
  },
  otherKind: {
    message: ({ name, kind }: { name: string; kind: string }) => `The channel "${name}" is of the kind ${kind}.`,
    hint: () => 'The kind of a channel does not change. Create another channel.',
  },
  unknownChannel: {
    message: ({ name }: { name: string }) => `There is no channel "${name}" in this project.`,
    hint: () => 'Create it first, or choose another one.',
  },
  unknownJob: {
    message: ({ name }: { name: string }) => `There is no job "${name}" in this project.`,
    hint: () => 'Check the name, or let the rule cover a folder or the project.',
  },
  secretNeeded: {
    message: ({ title }: { title: string }) => `"${title}" must be entered again, because it would go to another host.`,
    hint: () => 'A stored secret is sent only to the host that it was entered for.',
  },
  hostNotAllowed: {
    message: ({ host }: { host: string }) => `Alerts may not be sent to the host "${host}" here.`,
    hint: () => 'The administrator of the server decides by allowedHosts and deniedHosts.',
    kind: 'environment',
  },
  unreachable: {
    message: ({ host, problem }: { host: string; problem: string }) => `Cannot reach ${host}: ${problem}.`,
    hint: () => 'Check host and port, and that the server may connect to it.',
    kind: 'environment',
    retryable: true,
  },
  silent: {
    message: ({ host, seconds }: { host: string; seconds: number }) => `${host} did not answer within ${seconds} s.`,
    hint: () => 'Check host and port, and that no firewall is in between.',
    kind: 'environment',
    retryable: true,
  },
  tlsRefused: {
    message: ({ host, problem }: { host: string; problem: string }) =>
      `No secure connection to ${host}: ${problem.replace(/\.$/, '')}.`,
    hint: () => 'Check the kind of security and the port, or give the certificate of the authority.',
    kind: 'environment',
  },
  loginRefused: {
    message: ({ host, answer }: { host: string; answer: string }) => `${host} refused the login: ${answer}`,
    hint: () => 'Check user and password.',
    kind: 'environment',
  },
  refused: {
    message: ({ host, answer }: { host: string; answer: string }) => `${host} refused the message: ${answer}`,
    hint: () => 'The answer says why. Check the values of the channel.',
    kind: 'environment',
  },
  unavailable: {
    message: ({ host, answer }: { host: string; answer: string; retryAfterSeconds?: number }) =>
      `${host} takes no messages now: ${answer}`,
    hint: ({ retryAfterSeconds }) =>
      retryAfterSeconds === undefined
        ? 'It is tried again some times.'
        : `It is tried again some times, not before the ${retryAfterSeconds} s that it asks for.`,
    kind: 'environment',
    retryable: true,
  },
  notRetryable: {
    message: ({ state }: { state: string }) => `A delivery that is ${state} cannot be sent again.`,
    hint: () => 'Only failed and dropped ones can.',
  },
});

answersWith(409, alertErrors.channelInUse, alertErrors.otherKind, alertErrors.notRetryable);
answersWith(403, alertErrors.hostNotAllowed);
