import { Skeleton } from 'antd';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ProblemBox } from './problem.tsx';

interface Props<Data> {
  readonly query: UseQueryResult<Data>;
  /** Lines of the placeholder. */
  readonly rows?: number;
  readonly children: (data: Data) => ReactNode;
}

/** What a query brought; until then a placeholder, and its error when it failed. Old data stays while newer is fetched. */
export function Loaded<Data>({ query, rows = 4, children }: Props<Data>) {
  const problem = query.isError ? <ProblemBox error={query.error} onRetry={() => void query.refetch()} /> : null;
  if (query.data === undefined) return problem ?? <Skeleton active title={false} paragraph={{ rows }} />;
  return (
    <>
      {problem}
      {children(query.data)}
    </>
  );
}
