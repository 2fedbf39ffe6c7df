import { defineErrors } from '@sluice/core';

/** Errors of files over HTTP. `url` is shown without user, password and query, which may hold secrets. */
export const httpfileErrors = defineErrors('httpfile', {
  badAddress: {
    message: ({ setting, problem }: { setting: string; problem: string }) => `${setting} is not usable: ${problem}.`,
    hint: () => 'urlPrefix and fileName together are the address: https://host/daily and /orders.csv. Blanks are %20.',
  },
  badHeaders: {
    message: ({ setting, problem }: { setting: string; problem: string }) => `${setting} is not usable: ${problem}.`,
    hint: () => 'Write an object of texts, or its JSON: {"X-Api-Key": "${env:API_KEY}"}.',
  },
  loginRefused: {
    message: ({ url, answer }: { url: string; answer: string }) =>
      `The server wants another log-in for ${url} (${answer}).`,
    hint: () => 'Check user and password, token or the headers of the data source.',
    kind: 'environment',
  },
  unavailable: {
    message: ({ url, answer }: { url: string; answer: string }) => `The server does not give ${url} now (${answer}).`,
    hint: () => 'It was asked several times. Run the job again later, or with fewer channels.',
    kind: 'environment',
    retryable: true,
  },
  tooLarge: {
    message: ({ url, maxBytes }: { url: string; maxBytes: number }) => `${url} is larger than ${maxBytes} bytes.`,
    hint: () => 'If that is right, raise maxBytes.',
    kind: 'data',
  },
  badRedirect: {
    message: ({ url, problem }: { url: string; problem: string }) => `${url} leads elsewhere: ${problem}.`,
    hint: () => 'Give the address that it leads to, when you trust it.',
    kind: 'environment',
  },
  brokenAnswer: {
    message: ({ url, problem }: { url: string; problem: string }) =>
      `The answer for ${url} makes no sense: ${problem}.`,
    kind: 'environment',
  },
});
