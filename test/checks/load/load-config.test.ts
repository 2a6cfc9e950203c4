import { expect, test } from 'vitest';
import { loadConfigSchema } from '../../../src/checks/load/load-config.ts';
import { readTally } from '../../../src/checks/load/load-tally.ts';
import { readConfiguration } from '../../../src/hook/configuration.ts';
import type { JsonObject } from '../../../src/hook/json.ts';

test.each<[JsonObject, string]>([
  [{ requests: '/' }, 'hookDetails.requests: expected a list of requests, not "/"'],
  [{ requests: [] }, 'hookDetails.requests: expected 1 to 20 requests, not a list of 0'],
  [{ requests: Array(21).fill('/') }, 'hookDetails.requests: expected 1 to 20 requests, not 21'],
  [
    { baseUrl: 'http://127.0.0.1' },
    'hookDetails.baseUrl: expected another host, not "http://127.0.0.1": this is a loopback address, which is the function itself',
  ],
  [
    { baseUrl: { web: 'https://a.example', api: 'https://b.example' } },
    'hookDetails.baseUrl: expected one URL, such as "https://test.example.com"',
  ],
])('the configuration of a load is not %j', async (more, reason) => {
  expect(await readConfiguration({ requestsPerSecond: 10, seconds: 3, ...more }, {}, loadConfigSchema)).toEqual({
    ok: false,
    reason,
  });
});

test.each(['!2xx', '2xx!', '2xxxx', ''])('a state with the class %j was not written by a load', (name) => {
  const state = {
    config: 'x',
    elapsedMs: 1000,
    sent: 1,
    heldBack: 0,
    classes: { '2xx': 1 },
    times: {},
    slowest: { 3: 80 },
  };

  expect(readTally(state, 'x')).toEqual(state);
  expect(readTally({ ...state, classes: { [name]: 1 } }, 'x')).toMatchObject({ sent: 0, classes: {} });
});

test('a load that an earlier release began continues', () => {
  const state = { config: 'x', elapsedMs: 1000, sent: 1, heldBack: 0, classes: { '2xx': 1 }, times: {} };

  expect(readTally(state, 'x')).toEqual({ ...state, slowest: {} });
});
