import { defineErrors } from '@sluice/core';
import { answersWith } from '../http/errors.ts';

export const peopleErrors = defineErrors('people', {
  wrongLogin: {
    message: () => 'The name or the password is wrong.',
    hint: () =>
      'After several attempts the login is blocked for a while. An administrator can send a new password link.',
  },
  blocked: {
    message: ({ seconds }: { seconds: number }) => `Too many failed logins. Try again in ${seconds} seconds.`,
    hint: () => 'An administrator can send a password link, which also ends the wait.',
  },
  weakPassword: {
    message: ({ problem }: { problem: string }) => `This password is too easy to guess: ${problem}.`,
    hint: () => 'Use at least 12 characters, for instance four unrelated words.',
  },
  alreadySetUp: {
    message: () => 'The first administrator exists already.',
    hint: () => 'Sign in, or ask an administrator for a user.',
  },
  badCode: {
    message: () => 'The link is not valid any more.',
    hint: () =>
      'Links work once and for a day. Restart the server for a new set-up link, or ask for a new password link.',
  },
  lastAdministrator: {
    message: () => 'This is the last administrator who can sign in.',
    hint: () => 'Make another user an administrator first.',
  },
  lastOwner: {
    message: ({ project }: { project: string }) => `The project "${project}" would be left without an owner.`,
    hint: () => 'Make another member the owner first.',
  },
  ownRights: {
    message: ({ role }: { role: string }) => `Only an owner of the project can make or unmake an ${role}.`,
  },
  noSuchZone: {
    message: ({ timeZone }: { timeZone: string }) => `"${timeZone}" is no time zone.`,
    hint: () => 'Use a name such as Asia/Shanghai, Europe/Berlin or UTC, or an offset such as GMT+8.',
  },
  oidcOff: {
    message: () => 'Sign-in with OpenID Connect is not set up here.',
    hint: () => 'Sign in with name and password.',
  },
  oidcIncomplete: {
    message: () => 'The settings of OpenID Connect are not complete.',
    hint: () => 'oidcIssuer needs oidcClientId and publicUrl beside it.',
  },
  oidcUnreachable: {
    message: ({ reason }: { reason: string }) => `The OpenID Connect provider cannot be used: ${reason}.`,
    hint: () => 'Check oidcIssuer and that this server reaches it.',
    kind: 'environment',
  },
  oidcRefused: {
    message: ({ reason }: { reason: string }) => `The sign-in was refused: ${reason}.`,
    hint: () =>
      'Sign in once more. If it happens again, compare client id, secret and redirect address with the provider.',
  },
  oidcExpired: {
    message: () => 'This sign-in was not begun in this browser, or too long ago.',
    hint: () => 'Begin again.',
  },
  oidcUnknown: {
    message: () => 'Nobody here belongs to this identity.',
    hint: () => 'An administrator has to make a user with the e-mail address that the provider has verified.',
  },
  projectInUse: {
    message: ({ project, jobs }: { project: string; jobs: number }) =>
      `The project "${project}" has ${jobs} deployed jobs.`,
    hint: () => 'Undeploy them first.',
  },
});

answersWith(401, peopleErrors.wrongLogin);
answersWith(
  403,
  peopleErrors.badCode,
  peopleErrors.ownRights,
  peopleErrors.oidcRefused,
  peopleErrors.oidcExpired,
  peopleErrors.oidcUnknown,
);
answersWith(404, peopleErrors.oidcOff);
answersWith(
  409,
  peopleErrors.alreadySetUp,
  peopleErrors.lastAdministrator,
  peopleErrors.lastOwner,
  peopleErrors.projectInUse,
);
answersWith(429, peopleErrors.blocked);
