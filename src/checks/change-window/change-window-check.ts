import { formatLocalTime } from '../../approval/schedule/local-time.ts';
import type { Check, CheckContext } from '../../hook/check.ts';
import type { Finding, Verdict } from '../../hook/verdict.ts';
import { formatTime } from '../../wording/times.ts';
import { formatError, formatValue } from '../../wording/values.ts';
import { endWaiting } from '../end-waiting.ts';
import type { CalendarReader, CalendarState } from './calendar-reader.ts';
import { type ChangeWindow, type ChangeWindowConfig, changeWindowConfigSchema } from './change-window-config.ts';
import { readSchedule, type ScheduleState } from './schedule.ts';

/**
 * Lets a deployment continue only at permitted times: within a window, outside of every freeze, and while all change calendars are open. It waits until
 * then, or fails at once. A calendar that cannot be read, or whose state is neither OPEN nor CLOSED, is an error.
 *
 * It is asked again at every call of a gate: if people need until after the window has closed, the deployment waits for the next one.
 */
export function changeWindowCheck(calendars: CalendarReader): Check<ChangeWindowConfig> {
  return {
    name: 'change-window',
    configSchema: changeWindowConfigSchema,
    alwaysRuns: true,
    async run(_target, context) {
      const { config, clock, signal } = context;
      const schedule = readSchedule(config, clock.now());
      const findings = scheduleFindings(config, schedule);
      if (!config.calendars) return toVerdict(context, { schedule, findings });
      try {
        const calendar = await calendars.state(config.calendars, signal);
        const all = [...findings, calendarFinding(config.calendars, calendar)];
        return toVerdict(context, { schedule, calendar, findings: all });
      } catch (cause) {
        return {
          kind: 'error',
          reason: `the change calendars could not be read: ${formatError(cause)}`,
          findings,
          cause,
        };
      }
    },
  };
}

type Seen = { schedule: ScheduleState; calendar?: CalendarState; findings: readonly Finding[] };

function toVerdict(
  { config, clock, gate }: CheckContext<ChangeWindowConfig>,
  { schedule, calendar, findings }: Seen,
): Verdict {
  if (calendar && calendar.state !== 'OPEN' && calendar.state !== 'CLOSED') {
    const reason = `the change calendars are neither OPEN nor CLOSED: Systems Manager says ${formatValue(calendar.state)}`;
    return { kind: 'error', reason, findings };
  }
  const isClosed = calendar?.state === 'CLOSED';
  if (schedule.isOpen && !isClosed) return { kind: 'pass', reason: reasonOf(findings), findings };

  const reason = reasonOf(findings.filter(({ outcome }) => outcome !== 'passed'));
  if (config.onClosed === 'fail') return { kind: 'fail', reason, findings: findings.map(endWaiting) };
  const deadline = new Date(gate.since.getTime() + config.waitMinutes * 60_000);
  const opens = schedule.isOpen ? undefined : (schedule.next ?? 'never');
  if (clock.now() >= deadline || opens === 'never' || (opens && opens > deadline)) {
    const late = `${reason}; it does not open within waitMinutes (${config.waitMinutes}), by ${formatTime(deadline)}`;
    return { kind: 'fail', reason: late, findings: findings.map(endWaiting) };
  }
  return {
    kind: 'wait',
    reason,
    findings,
    deadline,
    ...whenToAskAgain(opens, isClosed ? calendar.next : undefined, clock.now()),
  };
}

/** An entry may be deleted from a calendar, or end early: it is read every five minutes at least. */
const maxCalendarSeconds = 300;

/** When it opens by all that is known. A time that has already passed says nothing. */
function whenToAskAgain(opens: Date | undefined, transition: Date | undefined, now: Date) {
  const seconds = (at: Date | undefined) => (at ? Math.max(0, Math.ceil((at.getTime() - now.getTime()) / 1000)) : 0);
  const untilOpen = seconds(opens);
  if (untilOpen > 0) return { retryAfterSeconds: untilOpen };
  const untilTransition = seconds(transition);
  return { retryAfterSeconds: untilTransition > 0 ? Math.min(untilTransition, maxCalendarSeconds) : 60 };
}

function reasonOf(findings: readonly Finding[]): string {
  return findings.map(({ name, found }) => `${name}: ${found}`).join('; ');
}

function scheduleFindings(config: ChangeWindowConfig, { isOpen, freeze, next }: ScheduleState): readonly Finding[] {
  const { windows, freezes } = config;
  if (!windows && !freezes) return [];
  const zone = config.timeZone ?? windows?.[0]?.timeZone ?? freezes?.[0]?.timeZone ?? 'UTC';
  const change = next ? `until ${formatLocalTime(zone, next)}` : `for more than a ${isOpen ? 'week' : 'year'}`;
  return [
    {
      name: freeze ? `freeze ${formatValue(freeze.name)}` : 'change window',
      outcome: isOpen ? 'passed' : 'waiting',
      found: `${isOpen ? 'open' : 'closed'} ${change}`,
      allowed: allowedBy(config),
    },
  ];
}

function allowedBy({ windows, freezes = [] }: ChangeWindowConfig): string {
  const within = windows ? formatWindows(windows) : 'any time';
  return freezes.length === 0
    ? within
    : `${within}, outside of ${freezes.length} ${freezes.length === 1 ? 'freeze' : 'freezes'}`;
}

function formatWindows(windows: readonly ChangeWindow[]): string {
  const shown = windows.slice(0, 3).map(({ days, from, to }) => `${days.join(', ')} ${from} to ${to}`);
  const more = windows.length - shown.length;
  return `${shown.join(' or ')}${more > 0 ? ` or ${more} more windows` : ''}`;
}

function calendarFinding(calendars: readonly string[], { state, next }: CalendarState): Finding {
  const names = calendars.map((name) => name.split('/').at(-1)).join(', ');
  return {
    name: `${calendars.length === 1 ? 'calendar' : 'calendars'} ${names}`,
    outcome: state === 'OPEN' ? 'passed' : state === 'CLOSED' ? 'waiting' : 'unknown',
    found: `${state ?? 'no state'}${next ? ` until ${formatTime(next)}, as far as is known` : ''}`,
    allowed: calendars.length === 1 ? 'OPEN' : 'OPEN, each of them',
  };
}
