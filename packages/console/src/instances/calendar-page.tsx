import { useQuery } from '@tanstack/react-query';
import { Button, Flex, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, contract, keys, type Reply } from '../api.ts';
import { useProject } from '../me.ts';
import { paths } from '../paths.ts';
import { JobSelect } from '../runs/job-select.tsx';
import { CopyAs } from '../ui/copy-as.tsx';
import { EmptyState } from '../ui/empty.tsx';
import { useFilters } from '../ui/filters.ts';
import { PageLink } from '../ui/link.tsx';
import { Loaded } from '../ui/loaded.tsx';
import { Page } from '../ui/page.tsx';
import { StatusTag } from '../ui/status.tsx';
import { useZone } from '../ui/time.tsx';
import { addMonths, dayBefore, monthDays, todayIn } from './dates.ts';
import { stateKinds, states } from './instance-state.tsx';
import '../runs/runs.css';
import './instances.css';

type Day = Reply<'schedules', 'calendar'>['days'][number];

/** Business dates of a job, a month at a time: what is planned, what has become of it. */
export default function CalendarPage() {
  const { t } = useTranslation();
  const project = useProject();
  const zone = useZone();
  const [filters, change] = useFilters();
  const { job, month = dayBefore(todayIn(zone)).slice(0, 7) } = filters;
  const days = monthDays(month);
  const query = { from: days[0] ?? '', to: days.at(-1) ?? '' };
  const calendar = useQuery({
    queryKey: keys.of(project, 'instances', 'calendar', job, month),
    queryFn: ({ signal }) => api.schedules.calendar({ params: { project, job: job ?? '' }, query, signal }),
    enabled: job !== undefined,
  });
  return (
    <Page
      title={t('nav.calendar')}
      about={t('calendar.about')}
      actions={
        job === undefined ? null : (
          <CopyAs route={contract.schedules.calendar} input={{ params: { project, job }, query }} />
        )
      }
    >
      <Flex gap="small" align="center" wrap>
        <JobSelect value={job} placeholder={t('calendar.choose')} onChange={(next) => change({ job: next })} />
        <Button onClick={() => change({ month: addMonths(month, -1) })}>{t('calendar.before')}</Button>
        <Typography.Text strong className="number" aria-live="polite">
          {month}
        </Typography.Text>
        <Button onClick={() => change({ month: addMonths(month, 1) })}>{t('calendar.after')}</Button>
        <Button type="link" onClick={() => change({ month: undefined })}>
          {t('calendar.now')}
        </Button>
      </Flex>
      {job === undefined ? (
        <EmptyState title={t('calendar.choose')}>{t('calendar.chooseHint')}</EmptyState>
      ) : (
        <Loaded query={calendar} rows={8}>
          {(data) => (
            <Month
              job={job}
              month={month}
              days={days}
              first={data.firstBusinessDate}
              found={new Map(data.days.map((day) => [day.businessDate, day]))}
            />
          )}
        </Loaded>
      )}
    </Page>
  );
}

interface MonthProps {
  readonly job: string;
  readonly month: string;
  readonly days: readonly string[];
  /** Business date from which on instances are made. */
  readonly first: string;
  readonly found: ReadonlyMap<string, Day>;
}

function Month({ job, month, days, first, found }: MonthProps) {
  const { t, i18n } = useTranslation();
  const today = dayBefore(todayIn(useZone()));
  const weekday = new Intl.DateTimeFormat(i18n.language, { weekday: 'short', timeZone: 'UTC' });
  return (
    <div>
      <div className="calendar" aria-hidden>
        {days.slice(0, 7).map((date) => (
          <div key={date} className="calendar-head">
            {weekday.format(new Date(date))}
          </div>
        ))}
      </div>
      <ul className="calendar" aria-label={t('calendar.of', { job, month })}>
        {days.map((date) => (
          <li
            key={date}
            className={`calendar-day${date.startsWith(month) ? '' : ' calendar-other'}${date === today ? ' calendar-today' : ''}`}
          >
            <DayCell
              job={job}
              date={date}
              day={found.get(date)}
              when={date < first ? 'beforeFirst' : date < today ? 'past' : 'toCome'}
            />
          </li>
        ))}
      </ul>
    </div>
  );
}

interface DayProps {
  readonly job: string;
  readonly date: string;
  readonly day: Day | undefined;
  readonly when: 'beforeFirst' | 'past' | 'toCome';
}

function DayCell({ job, date, day, when }: DayProps) {
  const { t } = useTranslation();
  const project = useProject();
  const number = <time dateTime={date}>{Number(date.slice(8))}</time>;
  if (day === undefined) return number;
  const made = states.filter((state) => (day.states[state] ?? 0) > 0);
  return (
    <Flex vertical gap={4} align="start">
      {number}
      {day.planned > 0 && made.length === 0 ? (
        <Typography.Text type="secondary">
          {when === 'beforeFirst' ? t('calendar.beforeFirst') : null}
          {when === 'past' ? t('calendar.notMade') : null}
          {when === 'toCome' ? t(day.isDryRun ? 'calendar.dryRun' : 'calendar.planned', { count: day.planned }) : null}
        </Typography.Text>
      ) : null}
      {day.isDryRun && made.length > 0 ? (
        <Typography.Text type="secondary">{t('instances.dryRun')}</Typography.Text>
      ) : null}
      {made.map((state) => (
        <PageLink
          key={state}
          to={paths.instances(project)}
          search={{ job, state, businessDateFrom: date, businessDateTo: date }}
        >
          <StatusTag kind={stateKinds[state]} text={`${t(`instances.states.${state}`)} · ${day.states[state] ?? 0}`} />
        </PageLink>
      ))}
    </Flex>
  );
}
