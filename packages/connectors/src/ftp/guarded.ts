/** The promise; when it takes longer than `ms`, `onSilence` is called, which makes it settle. 0 waits forever. */
export async function guarded<T>(promise: Promise<T>, ms: number, onSilence: () => void): Promise<T> {
  if (ms === 0) return promise;
  const timer = setTimeout(onSilence, ms);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
  }
}
