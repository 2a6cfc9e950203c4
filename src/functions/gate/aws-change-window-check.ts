import { changeWindowCheck } from '../../checks/change-window/change-window-check.ts';
import { loadOnce } from '../../hook/load-once.ts';

const loadCalendarReader = loadOnce(async () =>
  (await import('../lazy/policies/aws-calendar-reader.ts')).awsCalendarReader(),
);

/** The change window with its reader of calendars. */
export function awsChangeWindowCheck() {
  return changeWindowCheck({ state: async (...asked) => (await loadCalendarReader()).state(...asked) });
}
