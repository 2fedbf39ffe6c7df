import { setFlagsFromString } from 'node:v8';

/**
 * To be called before a server is loaded. While modules are loaded V8 doubles the space of young objects again and again,
 * and keeps it: 25 MB that a server which mostly waits does not need. Its data lives in the store.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}
