import { Button, Checkbox, Flex, Input, Select, Typography } from 'antd';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../ui/empty.tsx';
import { formatInstant } from '../ui/instants.ts';
import { countText } from '../ui/numbers.ts';
import { RefusableButton } from '../ui/may-button.tsx';
import { useZone } from '../ui/time.tsx';
import { filterLines, logLevels, textOfLine, type LogLevel, type LogLine } from './log-lines.ts';

interface Props {
  readonly lines: readonly LogLine[];
  readonly isLive: boolean;
}

const rowHeight = 22;
const height = 420;
/** Rows above and below what is seen. */
const spare = 20;

/** The log of a run. Only the rows that are seen exist, so 100,000 of them scroll as easily as ten. */
export function LogView({ lines, isLive }: Props) {
  const { t } = useTranslation();
  const [level, setLevel] = useState<LogLevel>('debug');
  const [search, setSearch] = useState('');
  const [follows, setFollows] = useState(isLive);
  const [chosen, setChosen] = useState<LogLine>();
  const place = useRef<HTMLDivElement>(null);
  const shown = useMemo(() => filterLines(lines, { level, search }), [lines, lines.length, level, search]);
  const firstError = shown.findIndex((line) => line.level === 'error');

  useEffect(() => {
    const { current } = place;
    if (follows && current !== null) current.scrollTop = current.scrollHeight;
  }, [follows, shown.length]);

  const jump = (): void => {
    setFollows(false);
    setChosen(shown[firstError]);
    place.current?.scrollTo({ top: Math.max(0, (firstError - 3) * rowHeight) });
    place.current?.focus();
  };
  return (
    <Flex vertical gap="small">
      <Flex gap="small" wrap align="center" role="search">
        <Input.Search
          allowClear
          className="filter-search"
          aria-label={t('runs.log.search')}
          placeholder={t('runs.log.search')}
          onChange={({ target }) => setSearch(target.value)}
        />
        <Select
          className="filter-select"
          aria-label={t('runs.log.level')}
          value={level}
          onChange={setLevel}
          options={logLevels.map((value) => ({ value, label: t(`runs.log.levels.${value}`) }))}
        />
        <RefusableButton {...(firstError < 0 ? { refusal: t('runs.log.noError') } : {})} onClick={jump}>
          {t('runs.log.jump')}
        </RefusableButton>
        <Checkbox checked={follows} onChange={({ target }) => setFollows(target.checked)}>
          {t('runs.log.follow')}
        </Checkbox>
        <Typography.Text type="secondary" className="number">
          {t('runs.log.shown', { shown: countText(shown.length), all: countText(lines.length) })}
        </Typography.Text>
      </Flex>
      {shown.length === 0 ? (
        <EmptyState title={t(lines.length === 0 ? 'runs.log.none' : 'runs.log.nothingFits')}>
          {lines.length === 0 ? t('runs.log.noneHint') : undefined}
        </EmptyState>
      ) : (
        <Lines lines={shown} place={place} chosen={chosen} onChoose={setChosen} onScrollUp={() => setFollows(false)} />
      )}
      {chosen === undefined ? null : <ChosenLine line={chosen} onClose={() => setChosen(undefined)} />}
    </Flex>
  );
}

interface LinesProps {
  readonly lines: readonly LogLine[];
  readonly place: React.RefObject<HTMLDivElement | null>;
  readonly chosen: LogLine | undefined;
  readonly onChoose: (line: LogLine) => void;
  readonly onScrollUp: () => void;
}

function Lines({ lines, place, chosen, onChoose, onScrollUp }: LinesProps) {
  const { t } = useTranslation();
  const zone = useZone();
  const [top, setTop] = useState(0);
  const { first, last } = windowOf(top, lines.length);
  const seen = lines.slice(first, last);
  return (
    <div
      ref={place}
      className="log panel mono"
      tabIndex={0}
      role="region"
      aria-label={t('runs.tabs.log')}
      onScroll={({ currentTarget }) => {
        const { scrollTop, scrollHeight, clientHeight } = currentTarget;
        setTop(scrollTop);
        if (scrollTop < top && scrollHeight - scrollTop - clientHeight > rowHeight * 2) onScrollUp();
      }}
    >
      <div className="log-all" style={{ height: lines.length * rowHeight, paddingTop: first * rowHeight }}>
        {seen.map((line) => (
          <div
            key={line.line}
            className={`log-line log-${line.level}${line === chosen ? ' log-chosen' : ''}`}
            onClick={() => onChoose(line)}
          >
            <span className="log-number">{line.line}</span>
            <time dateTime={line.at}>{formatInstant(line.at, zone).slice(11)}</time>
            <span className="log-level">{line.level.toUpperCase()}</span>
            <span>{textOfLine(line)}</span>
          </div>
        ))}
      </div>
    </div>
  );
}

/** Which lines are drawn. A place below the last line, left from a longer list, counts as the end. */
function windowOf(top: number, count: number): { readonly first: number; readonly last: number } {
  const size = Math.ceil(height / rowHeight) + 2 * spare;
  const first = Math.max(0, Math.min(Math.floor(top / rowHeight) - spare, count - size));
  return { first, last: first + size };
}

function ChosenLine({ line, onClose }: { readonly line: LogLine; readonly onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Flex gap="small" align="start">
      <pre className="code-block grows" tabIndex={0} aria-label={t('runs.log.line', { line: line.line })}>
        {JSON.stringify(line, undefined, 2)}
      </pre>
      <Button onClick={onClose}>{t('ui.close')}</Button>
    </Flex>
  );
}
