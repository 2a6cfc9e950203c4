const units = [
  { letter: 'd', seconds: 86_400 },
  { letter: 'h', seconds: 3600 },
  { letter: 'm', seconds: 60 },
  { letter: 's', seconds: 1 },
] as const;

/** Two units at most: `0s`, `31s`, `1m40s`, `2h5m`, `1d2h`. Below ten seconds with one decimal, if there is one: `2.5s`. */
export function formatDuration(seconds: number): string {
  if (seconds < 10) return `${Math.round(seconds * 10) / 10}s`;
  const whole = Math.floor(seconds);
  const first = units.findIndex((unit) => whole >= unit.seconds);
  const [large, small] = [units[first], units[first + 1]];
  if (!large) return '0s';
  const rest = small ? Math.floor((whole % large.seconds) / small.seconds) : 0;
  return `${Math.floor(whole / large.seconds)}${large.letter}${small && rest > 0 ? `${rest}${small.letter}` : ''}`;
}

/** `38 min`, `4 h`, `1 h 5 min`, `40 s`: one or two units, rounded down, never negative. */
export function formatSpan(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
  return `${Math.floor(hours / 24)} d`;
}
