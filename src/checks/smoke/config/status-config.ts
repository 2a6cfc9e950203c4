import * as v from 'valibot';

/** A status, or a range of them with both ends. */
export type StatusRange = number | readonly [from: number, to: number];

const first = 200;
const last = 599;

const wanted = `expected a status from ${first} to ${last}, "2xx", or a range such as "200-204"`;
const interim = 'a status below 200 is never the last one of a response';

const rangeSchema = v.pipe(
  v.union([v.string(), v.number()], wanted),
  v.check((status) => !/^1(?:\d\d|xx)(?:-|$)/i.test(String(status)), `${wanted}: ${interim}`),
  v.check((status) => parseStatus(status) !== undefined, wanted),
  v.transform((status) => parseStatus(status) ?? first),
);

const rangesSchema = v.pipe(
  v.array(rangeSchema),
  v.minLength(1, 'expected at least one status'),
  v.maxLength(50, 'expected at most 50 statuses'),
);

/** A status, a class such as `2xx`, a range, or a list of these. */
export const statusSchema = v.lazy((input) => (Array.isArray(input) ? rangesSchema : oneSchema));

const oneSchema = v.pipe(
  rangeSchema,
  v.transform((range): StatusRange[] => [range]),
);

function parseStatus(status: string | number): StatusRange | undefined {
  if (typeof status === 'number') return isStatus(status) ? status : undefined;
  const [, hundreds] = /^([2-5])xx$/i.exec(status) ?? [];
  if (hundreds !== undefined) return [Number(hundreds) * 100, Number(hundreds) * 100 + 99];
  const [, from, to] = /^(\d{3}) ?- ?(\d{3})$/.exec(status) ?? [];
  const range = [Number(from), Number(to)] as const;
  return range.every(isStatus) && range[0] <= range[1] ? range : undefined;
}

function isStatus(status: number): boolean {
  return Number.isInteger(status) && status >= first && status <= last;
}

/** Whether a status is one of those, or in one of the ranges. */
export function allowsStatus(ranges: readonly StatusRange[], status: number): boolean {
  return ranges.some((range) =>
    typeof range === 'number' ? range === status : status >= range[0] && status <= range[1],
  );
}

/** @example formatStatuses([[200, 299], 301, [302, 303]]) // '2xx or 301 or 302-303' */
export function formatStatuses(ranges: readonly StatusRange[]): string {
  return ranges.map(formatRange).join(' or ');
}

function formatRange(range: StatusRange): string {
  if (typeof range === 'number') return String(range);
  const [from, to] = range;
  return from % 100 === 0 && to === from + 99 ? `${from / 100}xx` : `${from}-${to}`;
}
