import type { SluiceError } from '@sluice/core';
import {
  failureError,
  kindOfStatus,
  type FailureKind,
  type StoreFacts,
} from '../families/files/object-store/failures.ts';
import type { StoreAnswer, StoreRequest } from '../families/files/object-store/store-http.ts';
import { textOf } from '../families/files/object-store/xml.ts';

const kinds: Readonly<Record<string, FailureKind>> = {
  AuthenticationFailed: 'badCredentials',
  InvalidAuthenticationInfo: 'badCredentials',
  NoAuthenticationInformation: 'badCredentials',
  AuthorizationFailure: 'denied',
  AuthorizationPermissionMismatch: 'denied',
  AuthorizationResourceTypeMismatch: 'denied',
  AuthorizationServiceMismatch: 'denied',
  AuthorizationProtocolMismatch: 'denied',
  AuthorizationSourceIPMismatch: 'denied',
  InsufficientAccountPermissions: 'denied',
  AccountIsDisabled: 'denied',
  PublicAccessNotPermitted: 'denied',
  // To strangers everything that is not public does not exist.
  ResourceNotFound: 'denied',
  ContainerNotFound: 'noBucket',
  ContainerBeingDeleted: 'noBucket',
  InvalidResourceName: 'noBucket',
  BlobNotFound: 'noObject',
  BlobArchived: 'archived',
  ConditionNotMet: 'changed',
  InvalidRange: 'changed',
  ServerBusy: 'passing',
  InternalError: 'passing',
  OperationTimedOut: 'passing',
};

/** Requests of another time are refused. */
const mostSkewMs = 15 * 60_000;

/** @param expiry of the token, in epoch milliseconds. */
export function explainAzure(
  answer: StoreAnswer,
  request: StoreRequest,
  { expiry, ...facts }: StoreFacts & { readonly expiry?: number },
): SluiceError {
  const { text } = answer;
  const code = textOf(text, 'Code') ?? answer.header('x-ms-error-code') ?? '';
  // Behind the first line come numbers of the request.
  const message = (textOf(text, 'Message') ?? '').split('\n', 1)[0] ?? '';
  const isUnknown = /failed to authenticate/i.test(message);
  const kind = isUnknown ? 'badCredentials' : (kinds[code] ?? kindOfStatus(answer, code));
  const failure = {
    kind: kind === 'badCredentials' ? reason(answer, facts.now(), expiry) : kind,
    answer,
    request,
    code,
    message,
    problem: 'the store does not accept the account key or token',
  };
  return failureError(failure, facts);
}

/** One code stands for a wrong key, an expired token and a wrong clock. */
function reason({ text, header }: StoreAnswer, now: number, expiry: number | undefined): FailureKind {
  const detail = textOf(text, 'AuthenticationErrorDetail') ?? '';
  if (/date header|too old/i.test(detail)) return 'skew';
  if (Math.abs(now - Date.parse(header('date') ?? '')) > mostSkewMs) return 'skew';
  if (/not valid in the specified time frame|expir/i.test(detail)) return 'expired';
  return expiry !== undefined && expiry < now ? 'expired' : 'badCredentials';
}
