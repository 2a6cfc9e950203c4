import { type DecidedEntry, decidedPrefixOf, readDecidedKey } from '../../../storage/read-decided-key.ts';
import type { ListObjects } from '../../../storage/store.ts';

/** A page of decided requests. */
type DecidedPage = {
  /** Newest first. */
  entries: readonly DecidedEntry[];
  /** Where the next page begins; undefined if there is nothing older. */
  older?: string;
};

type DecidedQuery = {
  place: { account: string; region: string };
  /** Part of a service's name. Default: all services. */
  service?: string | undefined;
  /** The `older` of another page. */
  before?: string | undefined;
  now: Date;
};

const entriesOfPage = 25;
/** Requests to S3, each of which lists a thousand entries. */
const maxLists = 30;
const maxOfPeriod = 3000;

/** No decision is older. */
const firstYear = 2025;

/**
 * Finds the newest decided requests, or those before a point: 25 of them, with at most 30 lists. A year is listed whole if it has less than 3000 entries, else
 * by month, by day, by hour and by minute. If the lists are used up first, the page is shorter and says where to continue.
 */
export async function findDecided(list: ListObjects, query: DecidedQuery, signal: AbortSignal): Promise<DecidedPage> {
  const root = decidedPrefixOf(query.place, '').slice(0, -1);
  const entries: DecidedEntry[] = [];
  const before = query.before ?? `${query.now.getUTCFullYear() + 1}`;
  let lists = 0;
  let last = '';
  const periods = yearsUntil(query.now);
  for (let period = periods.shift(); period !== undefined; period = periods.shift()) {
    if (period >= before) continue;
    if (lists >= maxLists) return { entries, older: `${period}~` };
    const found = await list(`${root}${period}`, signal, { max: maxOfPeriod });
    lists += Math.max(1, Math.ceil(found.length / 1000));
    const parts = found.length < maxOfPeriod ? [] : partsOf(period);
    if (parts.length > 0) {
      periods.unshift(...parts);
      continue;
    }
    for (const { key } of found.toReversed()) {
      const rest = key.slice(root.length);
      const entry = rest < before ? readDecidedKey(key) : undefined;
      if (!entry?.deployment.service.includes(query.service ?? '')) continue;
      // There is at least one more than fits.
      if (entries.length === entriesOfPage) return { entries, older: last };
      entries.push(entry);
      last = rest;
    }
  }
  return { entries };
}

/** Whether a string from outside can be the `older` of a page: an entry, or a period of which all is older. */
export function isDecidedPosition(text: string): boolean {
  const isPeriod = /^\d{4}(-\d\d(-\d\d(\/\d\d(\d\d)?)?)?)?~$/.test(text);
  return isPeriod || readDecidedKey(`${decidedPrefixOf(anywhere, '').slice(0, -1)}${text}`) !== undefined;
}

/** Positions do not name the place. */
const anywhere = { account: '0', region: 'a' };

function yearsUntil(now: Date): string[] {
  const years = now.getUTCFullYear() - firstYear + 1;
  return Array.from({ length: Math.max(1, years) }, (_, index) => `${now.getUTCFullYear() - index}`);
}

/** Newest first. Empty for a minute, of which the first 3000 are shown. */
function partsOf(period: string): string[] {
  switch (period.length) {
    case '2026'.length:
      return numbers(1, 12).map((month) => `${period}-${month}`);
    case '2026-11'.length:
      return numbers(1, 31).map((day) => `${period}-${day}`);
    case '2026-11-27'.length:
      return numbers(0, 23).map((hour) => `${period}/${hour}`);
    case '2026-11-27/13'.length:
      return numbers(0, 59).map((minute) => `${period}${minute}`);
    default:
      return [];
  }
}

function numbers(from: number, to: number): string[] {
  return Array.from({ length: to - from + 1 }, (_, index) => String(to - index).padStart(2, '0'));
}
