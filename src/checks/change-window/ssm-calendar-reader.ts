import { GetCalendarStateCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { formatError } from '../../wording/values.ts';
import type { CalendarReader, CalendarState } from './calendar-reader.ts';

/**
 * Reads AWS Systems Manager Change Calendar. A calendar that is shared has an ARN, and is read in the Region of that ARN.
 *
 * @param clientFor - the client for a Region; undefined is the function's own
 */
export function ssmCalendarReader(clientFor: (region: string | undefined) => Pick<SSMClient, 'send'>): CalendarReader {
  return {
    async state(calendars, signal) {
      const byRegion = [
        ...Map.groupBy(calendars, (name) => (name.startsWith('arn:') ? name.split(':')[3] : undefined)),
      ];
      const states = await Promise.all(byRegion.map(([region, names]) => readState(clientFor(region), names, signal)));
      return states.reduce(both);
    },
  };
}

async function readState(
  client: Pick<SSMClient, 'send'>,
  CalendarNames: string[],
  abortSignal: AbortSignal,
): Promise<CalendarState> {
  try {
    const { State, NextTransitionTime } = await client.send(new GetCalendarStateCommand({ CalendarNames }), {
      abortSignal,
    });
    const next = new Date(NextTransitionTime ?? Number.NaN);
    return { state: State, next: Number.isNaN(next.getTime()) ? undefined : next };
  } catch (cause) {
    const remedy = remedies[cause instanceof Error ? cause.name : ''];
    throw remedy === undefined ? cause : new Error(`${remedy} (${formatError(cause)})`, { cause });
  }
}

/** Errors that do not go away by waiting. SSM does not say which calendar it means. */
const remedies: Readonly<Record<string, string>> = {
  InvalidDocument: 'one of them does not exist in its Region, or is not shared with this account',
  InvalidDocumentType: 'one of them is another kind of document; name a document of type ChangeCalendar',
  UnsupportedCalendarException:
    'one of them has an entry that Change Calendar does not support; correct or delete that entry',
};

/** Open only if both are. The soonest change is when it is worth looking again. */
function both(one: CalendarState, other: CalendarState): CalendarState {
  const moments = [one, other].flatMap(({ next }) => next?.getTime() ?? []);
  return {
    state: one.state === 'OPEN' ? other.state : one.state,
    next: moments.length > 0 ? new Date(Math.min(...moments)) : undefined,
  };
}
