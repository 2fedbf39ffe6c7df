import { Tooltip } from 'antd';
import { createContext, use } from 'react';
import { useTranslation } from 'react-i18next';
import { formatInstant, formatRelative } from './instants.ts';
import { unknownValue } from './numbers.ts';

/** Zone in which times are shown: the project's within a project, the browser's elsewhere. */
export const ZoneContext = createContext<string | undefined>(undefined);

export function useZone(): string {
  return use(ZoneContext) ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
}

interface Props {
  /** ISO 8601; absent: a dash. */
  readonly at: string | undefined;
  /** Default: `useZone()`. */
  readonly zone?: string;
  /** Shown as «5 minutes ago», the time itself as a hint. */
  readonly isRelative?: boolean;
}

/** An instant, always with its zone. */
export function Time({ at, zone, isRelative = false }: Props) {
  const { i18n } = useTranslation();
  const here = useZone();
  if (at === undefined) return <span>{unknownValue}</span>;
  const text = formatInstant(at, zone ?? here);
  const relative = formatRelative(at, Date.now(), i18n.language);
  return (
    <Tooltip title={isRelative ? text : `${relative} · ${formatInstant(at, 'UTC')}`}>
      <time dateTime={at} className="number nowrap">
        {isRelative ? relative : text}
      </time>
    </Tooltip>
  );
}
