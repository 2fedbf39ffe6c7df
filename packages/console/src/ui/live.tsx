import { Alert } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

export type LiveState = 'connecting' | 'open' | 'lost' | 'closed';

export interface LiveOptions {
  /** Made by `addressOf(contract.runs.events, …)`; undefined: not listening. */
  readonly address: string | undefined;
  /** Names of the events that are handled. */
  readonly events: readonly string[];
  readonly onEvent: (event: string, data: unknown, id: string) => void;
}

const firstWaitMs = 1_000;
const longestWaitMs = 15_000;
/** A stream that ends with what it tells about, or is back at once, is not worth a word. */
const patienceMs = 1_000;

/**
 * Listens to server-sent events. A lost connection is made again and goes on after the last event: by the browser
 * itself, or by us where it gives up (the server was away).
 */
export function useEvents({ address, events, onEvent }: LiveOptions): LiveState {
  const [state, setState] = useState<LiveState>('connecting');
  const handler = useRef(onEvent);
  handler.current = onEvent;
  const names = events.join(' ');

  useEffect(() => {
    if (address === undefined) {
      setState('closed');
      return;
    }
    let source: EventSource | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let patience: ReturnType<typeof setTimeout> | undefined;
    let waitMs = firstWaitMs;
    let lastId = '';
    const open = (): void => {
      source = new EventSource(addressAfter(address, lastId));
      source.addEventListener('open', () => {
        clearTimeout(patience);
        patience = undefined;
        waitMs = firstWaitMs;
        setState('open');
      });
      source.addEventListener('error', () => {
        patience ??= setTimeout(() => setState('lost'), patienceMs);
        if (source?.readyState !== EventSource.CLOSED) return;
        timer = setTimeout(open, waitMs);
        waitMs = Math.min(waitMs * 2, longestWaitMs);
      });
      for (const name of names.split(' '))
        source.addEventListener(name, (event) => {
          const { data, lastEventId } = event as MessageEvent<string>;
          lastId = lastEventId;
          handler.current(name, JSON.parse(data), lastEventId);
        });
    };
    open();
    return () => {
      clearTimeout(timer);
      clearTimeout(patience);
      source?.close();
    };
  }, [address, names]);

  return state;
}

/** The browser tells the last event by a header, but only where it reconnects by itself. */
function addressAfter(address: string, lastId: string): string {
  if (lastId === '') return address;
  return `${address}${address.includes('?') ? '&' : '?'}after=${encodeURIComponent(lastId)}`;
}

/** Says that a page no longer gets what happens. */
export function LiveBanner({ state }: { readonly state: LiveState }) {
  const { t } = useTranslation();
  if (state !== 'lost') return null;
  return <Alert banner type="warning" role="status" title={t('ui.connectionLost')} />;
}
