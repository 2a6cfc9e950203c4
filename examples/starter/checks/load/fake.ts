import type { SendLoad } from './check.ts';

export type FakeVersion = {
  /** How long a request takes in the first slice. */
  ms: number;
  /** By how much longer in each further slice, such as with a leak. Default 0. */
  slowerBy?: number;
  /** How many of 100 requests fail. Default 0. */
  failures?: number;
  /** Default 10. */
  requestsPerSecond?: number;
};

/** A new version under load, which gets slower from slice to slice. Takes no time. */
export function fakeVersion({ ms, slowerBy = 0, failures = 0, requestsPerSecond = 10 }: FakeVersion): SendLoad {
  let slices = 0;
  return async ({ seconds }) => {
    const slice = slices++;
    return Array.from({ length: seconds * requestsPerSecond }, (_, index) => ({
      ms: ms + slowerBy * slice,
      failed: index % 100 < failures,
    }));
  };
}
