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
