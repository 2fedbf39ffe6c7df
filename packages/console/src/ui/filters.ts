import { useNavigate, useSearch } from '@tanstack/react-router';

/**
 * Filters of a list, kept in the address so that a link shows the same list: `const [filters, change] = useFilters();`
 * An empty or absent value takes its filter away.
 */
export function useFilters(): readonly [
  filters: Readonly<Record<string, string | undefined>>,
  change: (changes: Readonly<Record<string, string | undefined>>) => void,
] {
  const filters = useSearch({ strict: false }) as Readonly<Record<string, string | undefined>>;
  const navigate = useNavigate();
  const change = (changes: Readonly<Record<string, string | undefined>>): void => {
    void navigate({ to: '.', search: { ...filters, ...changes } as never, replace: true });
  };
  return [filters, change];
}
