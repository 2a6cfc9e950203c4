/**
 * How long something takes, for sentences and pages: `14 ms`, `2.5 s`, `1 min 40 s`, `38 min`, `1 h 08 min`, `2 d 3 h`. Two units at most,
 * rounded down, never negative. Uses nothing outside this function: the sandbox sends its source to the browser, for the clocks of the page.
 */
export function formatDuration(seconds: number): string {
  if (seconds > 0 && seconds < 1) return `${Math.floor(seconds * 1000)} ms`;
  if (seconds < 10) return `${Math.max(0, Math.round(seconds * 10) / 10)} s`;
  const units = [
    { name: 'd', size: 86_400, digits: 1 },
    { name: 'h', size: 3600, digits: 1 },
    { name: 'min', size: 60, digits: 2 },
    { name: 's', size: 1, digits: 2 },
  ];
  const large = units.find(({ size }) => seconds >= size) ?? { name: 's', size: 1 };
  const small = units.find(({ size }) => size < large.size);
  const rest = small ? Math.floor((seconds % large.size) / small.size) : 0;
  const words = `${Math.floor(seconds / large.size)} ${large.name}`;
  return small && rest > 0 ? `${words} ${String(rest).padStart(small.digits, '0')} ${small.name}` : words;
}

/** The same for columns, where width matters, such as those of the terminal and the axis of a chart: `2.5s`, `1m40s`, `38m`, `1h08m`. */
export function formatShortDuration(seconds: number): string {
  return formatDuration(seconds).replace('min', 'm').replaceAll(' ', '');
}

/** Time left until a deadline, or gone since: no seconds next to minutes, since it is out of date as soon as it is read. */
export function formatTimeLeft(seconds: number): string {
  return formatDuration(seconds < 60 ? Math.floor(seconds) : seconds - (seconds % 60));
}
