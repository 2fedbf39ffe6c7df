import type { FastifyReply, FastifyRequest } from 'fastify';

/** One server-sent event. */
export interface ServerEvent {
  /** Sent back by the client as `Last-Event-ID` when it reconnects. */
  readonly id?: string;
  /** Default `message`. */
  readonly event?: string;
  readonly data: unknown;
}

const heartbeatMs = 15_000;

/**
 * Sends events until the source ends or the client goes away. A slow client slows the source down; it is not buffered
 * for without limit.
 */
export async function sendEvents(
  request: FastifyRequest,
  reply: FastifyReply,
  source: (lastId: string | undefined, signal: AbortSignal) => AsyncIterable<ServerEvent>,
): Promise<void> {
  const { raw } = reply;
  const gone = new AbortController();
  raw.once('close', () => gone.abort());
  reply.hijack();
  raw.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  raw.write(': open\n\n');
  const heartbeat = setInterval(() => raw.write(': alive\n\n'), heartbeatMs);
  const header = request.headers['last-event-id'];
  try {
    for await (const event of source(typeof header === 'string' ? header : undefined, gone.signal)) {
      if (gone.signal.aborted) break;
      if (!raw.write(textOf(event))) await drained(raw, gone.signal);
    }
  } catch (error) {
    if (!gone.signal.aborted) request.log.warn({ err: error }, 'event stream ended early');
  } finally {
    clearInterval(heartbeat);
    raw.end();
  }
}

function textOf({ id, event, data }: ServerEvent): string {
  const head = `${id === undefined ? '' : `id: ${id}\n`}${event === undefined ? '' : `event: ${event}\n`}`;
  return `${head}data: ${JSON.stringify(data)}\n\n`;
}

function drained(raw: FastifyReply['raw'], signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    raw.once('drain', resolve);
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
