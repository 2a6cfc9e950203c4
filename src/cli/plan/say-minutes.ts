import { sayDuration } from '../../wording/say-duration.ts';

/** `5 min`, `1h30m`, `2d4h`. */
export function sayMinutes(minutes: number): string {
  return minutes < 60 ? `${Math.round(minutes * 10) / 10} min` : sayDuration(minutes * 60);
}
