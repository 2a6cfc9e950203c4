/** Reads change calendars. Rejects if that is not possible, and then nothing is known about them. */
export interface CalendarReader {
  /** The state of all of them together: OPEN only if each of them is. */
  state(calendars: readonly string[], signal: AbortSignal): Promise<CalendarState>;
}

export type CalendarState = {
  /** `OPEN`, `CLOSED`, or something that AWS has added since. */
  state: string | undefined;
  /** When that changes next, as far as the calendars say. An entry may be added until then. */
  next: Date | undefined;
};
