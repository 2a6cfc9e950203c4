import { formatError, shorten } from '../../../wording/values.ts';
import type { AlarmReader } from '../alarm-reader.ts';
import type { JudgedAlarm } from '../judge-alarms.ts';

/** Adds to each composite alarm in ALARM which of its children are. That they cannot be read changes no verdict. */
export async function nameChildren(
  judged: readonly JudgedAlarm[],
  reader: Pick<AlarmReader, 'childrenInAlarm'>,
  signal: AbortSignal,
): Promise<readonly JudgedAlarm[]> {
  return Promise.all(
    judged.map(async (one) => {
      if (!one.alarm?.isComposite) return one;
      const children = await formatChildren(one.name, reader, signal);
      return { ...one, finding: { ...one.finding, found: `${one.finding.found}; ${children}` } };
    }),
  );
}

async function formatChildren(
  name: string,
  reader: Pick<AlarmReader, 'childrenInAlarm'>,
  signal: AbortSignal,
): Promise<string> {
  try {
    const children = await reader.childrenInAlarm(name, signal);
    const hidden = children.length - maxShown;
    const shown = children.slice(0, maxShown).join(', ') + (hidden > 0 ? ` and ${hidden} more` : '');
    return children.length === 0 ? 'none of its children is in ALARM now' : `its children in ALARM: ${shown}`;
  } catch (error) {
    return `its children could not be read: ${shorten(formatError(error), 100)}`;
  }
}

const maxShown = 5;
