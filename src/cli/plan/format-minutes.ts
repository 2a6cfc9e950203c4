import { formatDuration } from '../../wording/durations.ts';

/** `5 min`, `1h30m`, `2d4h`. */
export function formatMinutes(minutes: number): string {
  return minutes < 60 ? `${Math.round(minutes * 10) / 10} min` : formatDuration(minutes * 60);
}
