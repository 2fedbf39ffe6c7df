import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

interface Props {
  /** Made by `paths`. */
  readonly to: string;
  /** Filters of the page: `{ state: 'failed' }`. */
  readonly search?: Readonly<Record<string, string>>;
  readonly className?: string;
  readonly children: ReactNode;
}

/** A link to a page of the console. */
export function PageLink({ to, search, className, children }: Props) {
  return (
    <Link to={to} search={search as never} className={className ?? 'link'}>
      {children}
    </Link>
  );
}
