/** `14:30 UTC`, with the date if it is not today: `2026-11-23 14:30 UTC`. */
export function formatTime(at: Date, now?: Date): string {
  const [day, time] = at.toISOString().split('T') as [string, string];
  const clock = `${time.slice(0, 5)} UTC`;
  return now?.toISOString().startsWith(day) ? clock : `${day} ${clock}`;
}

/** The time of day with seconds, UTC: `13:52:07`. */
export function formatClock(at: Date): string {
  return at.toISOString().slice(11, 19);
}
