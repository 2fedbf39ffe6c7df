import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const everyBytes = 2 << 20;

type Collect = (options: { readonly type: 'minor' }) => void;

/**
 * The SSH library leaves three buffers behind for every packet of 32 KiB. V8 sees the small objects that hold them and
 * not their size, so that some 50 MB gather before it looks. With this it looks at the young ones in time, which
 * takes a millisecond.
 */
export class YoungGarbage {
  #bytes = 0;
  #collect: Collect | undefined;

  /** So many bytes have gone through the library. */
  add(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes < everyBytes) return;
    this.#bytes = 0;
    this.#collect ??= collector();
    this.#collect({ type: 'minor' });
  }
}

/** Does nothing where the engine has no such call. */
function collector(): Collect {
  try {
    setFlagsFromString('--expose-gc');
    return runInNewContext('gc') as Collect;
  } catch {
    return () => undefined;
  }
}
