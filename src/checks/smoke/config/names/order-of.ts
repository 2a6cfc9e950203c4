import type { SmokeRequest } from '../request-config.ts';
import { namesUsedBy } from './texts-of.ts';

/** The lists of requests of a suite. Those of `setup` and `teardown` are sent one after the other, those of `requests` at the same time. */
export type RequestLists = {
  setup?: readonly SmokeRequest[] | undefined;
  requests: readonly SmokeRequest[];
  teardown?: readonly SmokeRequest[] | undefined;
};

export type Order =
  | {
      ok: true;
      /** For each of `requests`, the indexes of those whose captured values it uses. There are no cycles. */
      needs: readonly (readonly number[])[];
      /** The indexes of `requests`, each after all those that it needs; otherwise as they are written. */
      sequence: readonly number[];
    }
  | { ok: false; place: string; problem: string };

/**
 * In which order requests have to be sent, so that a captured value is known when it is used. A cycle is refused, and so is a value that is
 * captured too late, or twice.
 *
 * @example
 * orderOf({ requests: [get('/orders/{{id}}'), post('/orders', { id: '$.id' })] }) // { ok: true, needs: [[1], []], sequence: [1, 0] }
 */
export function orderOf({ setup = [], requests, teardown = [] }: RequestLists): Order {
  const late = findLate('setup', setup) ?? findLate('teardown', teardown);
  if (late !== undefined) return late;
  const makers = new Map(requests.flatMap((request, index) => capturedBy(request).map((name) => [name, index])));
  const needs = requests.map((request) => [
    ...new Set([...namesUsedBy(request)].flatMap((name) => makers.get(name) ?? [])),
  ]);
  const sequence: number[] = [];
  while (sequence.length < requests.length) {
    const next = needs.findIndex(
      (needed, index) => !sequence.includes(index) && needed.every((need) => sequence.includes(need)),
    );
    if (next === -1) return cycle(needs, sequence);
    sequence.push(next);
  }
  return { ok: true, needs, sequence };
}

/** The names of the values that a request captures. */
export function capturedBy({ capture }: SmokeRequest): readonly string[] {
  return (capture ?? []).map(({ name }) => name);
}

function findLate(list: string, requests: readonly SmokeRequest[]): Order | undefined {
  for (const [index, request] of requests.entries()) {
    const later = requests.slice(index).flatMap(capturedBy);
    const name = later.find((each) => namesUsedBy(request).has(each));
    if (name !== undefined) {
      const problem = `{{${name}}} is captured only later: the requests of ${list} are sent one after the other`;
      return { ok: false, place: `${list}[${index}]`, problem };
    }
  }
  return undefined;
}

function cycle(needs: readonly (readonly number[])[], done: readonly number[]): Order {
  const isOpen = (index: number) => !done.includes(index);
  const path: number[] = [];
  let next = needs.findIndex((_, index) => isOpen(index));
  while (!path.includes(next)) {
    path.push(next);
    next = needs[next]?.find(isOpen) ?? next;
  }
  const place = `requests[${next}]`;
  const others = path.slice(path.indexOf(next) + 1).map((index) => `requests[${index}]`);
  const problem =
    others.length === 0
      ? 'it uses a value that it captures itself'
      : `these requests wait for each other's captured values: ${[place, ...others, place].join(' → ')}`;
  return { ok: false, place, problem };
}
