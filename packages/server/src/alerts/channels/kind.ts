import type { Fields, Parameter } from '@sluice/core';
import type { AlertFacts, ChannelKind } from '../../contract/alert.ts';
import type { HostCheck } from '../../worker/hosts.ts';

/** What is sent. Titles are one line. */
export interface Message {
  /** Of the delivery, the same in every attempt, so that a receiver can tell a repetition. */
  readonly id: string;
  readonly kind: 'alert' | 'summary' | 'test';
  readonly title: string;
  readonly text: string;
  /** Absent for summaries and tests. */
  readonly facts?: AlertFacts;
}

export interface SendContext {
  /** Where messages may go. */
  readonly permits: HostCheck;
  /** Epoch ms, for signatures. */
  readonly now: number;
}

/** A way to tell people something. */
export interface Channel {
  readonly kind: ChannelKind;
  readonly title: string;
  readonly summary: string;
  /** The options, declared as connectors declare theirs. */
  readonly fields: Fields;
  /** The field that says where the secrets go. */
  readonly target: string;
  /** Messages in a minute that the other side takes. */
  readonly mostPerMinute: number;
  /**
   * Sends a message once and answers what the other side said. Throws what went wrong; `retryable` says whether another
   * attempt makes sense.
   *
   * @param options checked against `fields`.
   */
  send(options: Parameter, message: Message, context: SendContext): Promise<string>;
}
