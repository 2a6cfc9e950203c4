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
  const makers = new Map(requests.flatMap(({ capture = [] }, index) => capture.map(({ name }) => [name, index])));
  const needs = requests.map((request) => [
    ...new Set([...namesUsedBy(request)].flatMap((name) => makers.get(name) ?? [])),
  ]);
  const sequence: number[] = [];
  while (sequence.length < requests.length) {
    const next = requests.findIndex(
      (_, index) => !sequence.includes(index) && needs[index]?.every((need) => sequence.includes(need)),
    );
    if (next === -1) return cycle(needs, sequence);
    sequence.push(next);
  }
  return { ok: true, needs, sequence };
}

function findLate(list: string, requests: readonly SmokeRequest[]): Order | undefined {
  for (const [index, request] of requests.entries()) {
    const later = requests.slice(index).flatMap(({ capture = [] }) => capture.map(({ name }) => name));
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
  const path = [needs.findIndex((_, index) => isOpen(index))];
  for (;;) {
    const next = needs[path.at(-1) ?? 0]?.find(isOpen) ?? 0;
    const start = path.indexOf(next);
    path.push(next);
    if (start === -1) continue;
    const places = path.slice(start).map((index) => `requests[${index}]`);
    const problem =
      places.length === 2
        ? 'it uses a value that it captures itself'
        : `these requests wait for each other's captured values: ${places.join(' → ')}`;
    return { ok: false, place: places[0] ?? 'requests', problem };
  }
}
