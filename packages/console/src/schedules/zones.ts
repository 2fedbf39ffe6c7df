import { useMemo } from 'react';

/** Names of time zones for a select, the given one included. */
export function useZoneOptions(current?: string): { readonly value: string; readonly label: string }[] {
  return useMemo(() => {
    const names = new Set(['UTC', ...(current === undefined ? [] : [current]), ...Intl.supportedValuesOf('timeZone')]);
    return [...names].map((name) => ({ value: name, label: name }));
  }, [current]);
}
