import { describe, expect, test } from 'vitest';
import { smokeConfigSchema } from '../../../../src/checks/smoke/config/smoke-config.ts';
import { readConfiguration } from '../../../../src/hook/configuration.ts';
import type { JsonObject } from '../../../../src/hook/json.ts';

const interval = 'expected an object such as { "seconds": 60, "everySeconds": 2 }';
const rate = 'expected a number from 0 to 1, such as 0.01 for one in a hundred';

describe('how often a request is sent', () => {
  test('has defaults', async () => {
    expect(await read({ until: { seconds: 1 }, hold: { seconds: 86_400 }, degraded: { maxMillis: 1 } })).toMatchObject({
      ...{ until: { seconds: 1, everySeconds: 2 }, hold: { seconds: 86_400, everySeconds: 5 } },
      ...{ samples: undefined, degraded: { maxMillis: 1 } },
    });
    expect(await read({ samples: { count: 2 } })).toMatchObject({ samples: { count: 2, maxErrorRate: 0 } });
  });

  test.each<JsonObject>([
    { samples: { count: 1000, concurrency: 50, maxErrorRate: 1, p50: 1, p90: 2, p95: 3, p99: 60_000 } },
    { samples: { count: 2 }, degraded: { maxMillis: 1, p99: 1 } },
    { samples: { count: 2 }, degraded: { maxErrorRate: 0 } },
    { samples: { count: 2 }, until: { seconds: 1 } },
    { hold: { seconds: 1, everySeconds: 3600 }, degraded: { maxMillis: 1 } },
  ])('may be %j', async (request) => {
    expect(await read(request)).toMatchObject(request);
  });

  test.each<[JsonObject, string]>([
    [{ until: 60 }, `.until: ${interval}, not 60`],
    [{ hold: [60] }, `.hold: ${interval}, not a list of 1`],
    [{ until: {} }, '.until.seconds: missing'],
    [{ until: { seconds: 0 } }, '.until.seconds: expected a whole number from 1 to 86400, not 0'],
    [{ hold: { seconds: 86_401 } }, '.hold.seconds: expected a whole number from 1 to 86400, not 86401'],
    [
      { hold: { seconds: 9, everySeconds: 3601 } },
      '.hold.everySeconds: expected a whole number from 1 to 3600, not 3601',
    ],
    [{ samples: 100 }, '.samples: expected an object such as { "count": 100, "p95": 400 }, not 100'],
    [{ samples: { count: 1 } }, '.samples.count: expected a whole number from 2 to 1000, not 1'],
    [{ samples: { count: 1001 } }, '.samples.count: expected a whole number from 2 to 1000, not 1001'],
    [{ samples: { count: 2, concurrency: 51 } }, '.samples.concurrency: expected a whole number from 1 to 50, not 51'],
    [{ samples: { count: 2, p95: 60_001 } }, '.samples.p95: expected a whole number from 1 to 60000, not 60001'],
    [{ samples: { count: 2, maxErrorRate: '1 %' } }, `.samples.maxErrorRate: ${rate}, not "1 %"`],
    [{ samples: { count: 2, maxErrorRate: -0.1 } }, `.samples.maxErrorRate: ${rate}, not -0.1`],
    [{ samples: { count: 2, maxErrorRate: 1.1 } }, `.samples.maxErrorRate: ${rate}, not 1.1`],
    [{ degraded: 500 }, '.degraded: expected an object such as { "maxMillis": 500 }, not 500'],
    [{ degraded: {} }, '.degraded: expected at least one limit, such as { "maxMillis": 500 }'],
    [{ degraded: { maxMillis: 0 } }, '.degraded.maxMillis: expected a whole number from 1 to 60000, not 0'],
    [{ hold: { seconds: 60 }, samples: { count: 2 } }, ': expected either hold or samples: use two requests for both'],
    ...[{ p50: 1 }, { maxErrorRate: 0.1 }, { maxMillis: 1, p99: 1 }].map((degraded): [JsonObject, string] => [
      { degraded },
      ': expected samples too: percentiles and maxErrorRate in degraded are about many answers',
    ]),
  ])('is refused with %j', async (request, reason) => {
    expect(await read(request)).toBe(`hookDetails.requests[0]${reason}`);
  });

  test('is refused in until for all requests like in that of one', async () => {
    const details = await readConfiguration({ until: 'ready' }, {}, smokeConfigSchema);

    expect(details).toMatchObject({ reason: `hookDetails.until: ${interval}, not "ready"` });
  });
});

/** The completed request, or the reason why it is refused. */
async function read(request: JsonObject): Promise<unknown> {
  const details = await readConfiguration({ requests: [{ path: '/', ...request }] }, {}, smokeConfigSchema);
  return details.ok ? details.config.requests[0] : details.reason;
}
