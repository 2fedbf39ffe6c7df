import type { SluiceError } from '@sluice/core';
import { failureError, kindOfStatus, type FailureKind, type StoreFacts } from '../failures.ts';
import type { StoreAnswer, StoreRequest } from '../store-http.ts';
import { textOf } from '../xml.ts';

/** Codes of S3, its compatibles and OSS. */
const kinds: Readonly<Record<string, FailureKind>> = {
  ExpiredToken: 'expired',
  ExpiredTokenException: 'expired',
  TokenRefreshRequired: 'expired',
  SecurityTokenExpired: 'expired',
  RequestExpired: 'expired',
  InvalidAccessKeyId: 'badCredentials',
  SignatureDoesNotMatch: 'badCredentials',
  InvalidToken: 'badCredentials',
  InvalidSecurityToken: 'badCredentials',
  AccessKeyIdAndSecurityTokenNotMatch: 'badCredentials',
  UnauthorizedAccess: 'badCredentials',
  AccessDenied: 'denied',
  AllAccessDisabled: 'denied',
  AccountProblem: 'denied',
  UserDisable: 'denied',
  InDebt: 'denied',
  NoSuchBucket: 'noBucket',
  InvalidBucketName: 'noBucket',
  NoSuchKey: 'noObject',
  PermanentRedirect: 'region',
  TemporaryRedirect: 'region',
  AuthorizationHeaderMalformed: 'region',
  IllegalLocationConstraintException: 'region',
  IncorrectEndpoint: 'region',
  RequestTimeTooSkewed: 'skew',
  InvalidObjectState: 'archived',
  PreconditionFailed: 'changed',
  InvalidRange: 'changed',
  QuotaExceeded: 'full',
  XMinioStorageFull: 'full',
  InsufficientStorage: 'full',
  SlowDown: 'passing',
  ServiceUnavailable: 'passing',
  InternalError: 'passing',
  RequestTimeout: 'passing',
  OperationAborted: 'passing',
};

/** The error that an answer of S3 or of a store in its manner stands for. */
export function explainRest(answer: StoreAnswer, request: StoreRequest, facts: StoreFacts): SluiceError {
  const { text } = answer;
  const code = textOf(text, 'Code') ?? '';
  const rightRegion =
    answer.header('x-amz-bucket-region') ??
    textOf(text, 'Region') ??
    /(?:expecting|expected) '([\w-]+)'/.exec(text)?.[1] ??
    textOf(text, 'Endpoint');
  const failure = {
    kind: kindOf(answer, code),
    answer,
    request,
    code,
    message: textOf(text, 'Message') ?? '',
    problem: credentialProblem(code),
    serverTime: textOf(text, 'ServerTime'),
    rightRegion,
  };
  return failureError(failure, facts);
}

function kindOf(answer: StoreAnswer, code: string): FailureKind | undefined {
  // OSS says so with the code of a missing permission, and with an InvalidArgument for the region of the signature.
  if (/must be addressed using the specified endpoint/i.test(answer.text)) return 'region';
  if (code === 'InvalidArgument' && /signing region/i.test(answer.text)) return 'region';
  return kinds[code] ?? kindOfStatus(answer, code);
}

function credentialProblem(code: string): string {
  if (code === 'InvalidAccessKeyId') return 'the store does not know the access key';
  if (code === 'SignatureDoesNotMatch') return 'the secret does not belong to the access key';
  return `the store does not accept the credentials${code === '' ? '' : ` (${code})`}`;
}
