/** A stretch of time and how much of the picture's width it gets, both ends in percent. */
export type Stretch = { from: Date; to: Date; start: number; end: number; isBroken: boolean };

/** A stretch in which nothing happens is drawn as long as this at most, so that the wait for a person leaves room for the rest. */
const maxStretchMs = 4 * 60_000;

/** Divides the time of a deployment at everything that happened. The width of each stretch is its length, or that of the longest. */
export function stretchesOf(start: Date, end: Date, moments: readonly Date[]): Stretch[] {
  const inside = moments.filter((at) => at > start && at < end);
  const edges = [...new Set([start, ...inside, end].map(Number))].sort((one, other) => one - other);
  const drawn = edges.slice(1).map((edge, index) => Math.min(maxStretchMs, edge - (edges[index] ?? 0)));
  const total = Math.max(
    1,
    drawn.reduce((sum, one) => sum + one, 0),
  );
  let at = 0;
  return drawn.map((width, index) => {
    const [from = 0, to = 0] = [edges[index], edges[index + 1]];
    const [left, right] = [at, at + (width / total) * 100];
    at = right;
    return { from: new Date(from), to: new Date(to), start: left, end: right, isBroken: to - from > maxStretchMs };
  });
}

/** Where a moment is, in percent of the width. */
export function positionOf(stretches: readonly Stretch[], at: Date): number {
  const stretch = stretches.find(({ to }) => at <= to) ?? stretches.at(-1);
  if (stretch === undefined) return 0;
  const length = Math.max(1, +stretch.to - +stretch.from);
  const share = Math.min(1, Math.max(0, (+at - +stretch.from) / length));
  return Math.round((stretch.start + share * (stretch.end - stretch.start)) * 10) / 10;
}

/** Times for the axis, with room between them: the start, the end, and where a stretch begins. */
export function ticksOf(stretches: readonly Stretch[], room = 12): { at: Date; x: number }[] {
  const [first] = stretches;
  const last = stretches.at(-1);
  if (first === undefined || last === undefined) return [];
  const kept = [{ at: first.from, x: 0 }];
  for (const { to, end } of stretches.slice(0, -1)) {
    if (end - (kept.at(-1)?.x ?? 0) >= room && end <= 100 - room) kept.push({ at: to, x: Math.round(end * 10) / 10 });
  }
  return +last.to > +first.from ? [...kept, { at: last.to, x: 100 }] : kept;
}
