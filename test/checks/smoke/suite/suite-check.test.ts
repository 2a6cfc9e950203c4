import { describe, expect, test } from 'vitest';
import { makeSmokeConfigSchema, type SmokeConfig } from '../../../../src/checks/smoke/config/smoke-config.ts';
import { completeSuite } from '../../../../src/checks/smoke/suite/load-suite.ts';
import { withSuite } from '../../../../src/checks/smoke/suite/suite-check.ts';
import { SuiteReadError, type SuiteReader } from '../../../../src/checks/smoke/suite/suite-reader.ts';
import type { Check, CheckContext } from '../../../../src/hook/check.ts';
import type { JsonObject, JsonValue } from '../../../../src/hook/json.ts';
import type { Verdict } from '../../../../src/hook/verdict.ts';
import { targetOfEvent } from '../../../deployment/target-of-event.ts';
import { contextFor, whatIsWrongWith } from '../../check-context.ts';

const target = targetOfEvent('POST_TEST_TRAFFIC_SHIFT.doc');
const suite = 's3://smoke-tests/shop.yaml';

describe('a smoke check with a suite', () => {
  test('runs what the document has', async () => {
    const { run, seen } = setting('attempts: 5\nrequests: [/health]\n');

    expect(await run({ suite })).toStrictEqual({
      ...{ kind: 'pass', reason: 'ran' },
      state: { suite: expect.stringMatching(/^[0-9a-f]{16}$/) },
    });
    expect(seen[0]?.config).toMatchObject({ attempts: 5, requests: [{ method: 'GET', path: '/health' }] });
  });

  test('lets the keys of hookDetails win over those of the document, each as a whole', async () => {
    const { run, seen } = setting('attempts: 5\nhost: a.example.com\nrequests: [/a, /b]\n');

    await run({ suite, host: 'b.example.com', requests: ['/c'] });

    expect(seen[0]?.config).toMatchObject({ attempts: 5, host: 'b.example.com', requests: [{ path: '/c' }] });
    expect(seen[0]?.config.requests).toHaveLength(1);
  });

  test('without one is as before, with nothing read and its state untouched', async () => {
    const { run, seen, reads } = setting('');

    expect(await run({ requests: ['/a'] }, { kept: 1 })).toEqual({ kind: 'pass', reason: 'ran' });
    expect(seen[0]?.state).toEqual({ kept: 1 });
    expect(reads).toEqual([]);
  });

  test.each([
    [
      'requests:\n  - path: /a\n  - path: no-slash\n',
      {},
      `invalid suite ${suite}: requests[1].path: expected a path that begins with a slash, such as "/health", not "no-slash"`,
    ],
    ['reqests: [/a]', {}, `invalid suite ${suite}: reqests: unknown key, remove it or correct its spelling`],
    ['a: 1\na: 2', {}, `invalid suite ${suite}: the key a occurs twice at line 2, column 1`],
    ['suite: ssm:/other', {}, `invalid suite ${suite}: a suite cannot name another one: remove the key suite`],
    [
      'baseUrl: https://shop.example.com',
      { loadBalancer: 'web:8080' },
      `invalid suite ${suite}: expected either baseUrl or loadBalancer: loadBalancer is only for a discovered test listener`,
    ],
    [
      'requests: [{ path: /a, headers: { authorization: [hunter2] } }]',
      {},
      `invalid suite ${suite}: requests[0].headers.authorization: expected a string, not a list of 1`,
    ],
    [
      'host: a.example.com',
      { requests: ['/{{user}}'] },
      expect.stringMatching(/^wrong configuration: hookDetails\.requests\[0\]\.path: nothing is called user: /),
    ],
  ])('fails with the place of the fault: %j', async (text, given, reason) => {
    const { run, seen } = setting(text);

    expect(await run({ suite, ...given })).toMatchObject({ kind: 'fail', reason });
    expect(seen).toEqual([]);
  });

  test('names the faults of both, each with its place', async () => {
    const schema = makeSmokeConfigSchema({ allowLoopback: false });

    expect(await completeSuite(suite, 'reqests: [/a]', { attempts: 0 }, schema)).toEqual({
      ...{ ok: false, isTemporary: false },
      reason: `invalid suite ${suite}: reqests: unknown key, remove it or correct its spelling; wrong configuration: hookDetails.attempts: expected a whole number from 1 to 10, not 0`,
    });
  });

  test('fails if the document is missing or denied, and reports an error if it may be there next time', async () => {
    for (const [isTemporary, kind] of [
      [false, 'fail'],
      [true, 'error'],
    ] as const) {
      const { run } = setting(new SuiteReadError('NoSuchKey: no', { isTemporary }));
      expect(await run({ suite })).toMatchObject({
        kind,
        reason: `the suite ${suite} could not be read: NoSuchKey: no`,
      });
    }
    expect(await setting(new TypeError('a bug')).run({ suite })).toMatchObject({ kind: 'error' });
  });

  test('says in which document a fault is that the check itself finds', async () => {
    const { run, returns } = setting('requests: [/a]');
    const fault: Verdict = { kind: 'fail', reason: 'hookDetails.requests[0].json["$["]: expected a path' };
    const other: Verdict = { kind: 'fail', reason: '1 of 1 failed; see hookDetails.requests' };
    returns.push(fault, fault, other);

    const ofDocument = await run({ suite });
    const ofDetails = await run({ suite, requests: ['/b'] });

    expect(ofDocument.reason).toBe(`invalid suite ${suite}: requests[0].json["$["]: expected a path`);
    expect(ofDetails.reason).toBe(fault.reason);
    expect((await run({ suite })).reason).toBe(other.reason);
  });

  test('gives the check the state that it returned, and keeps it if it returns none', async () => {
    const { run, seen, returns } = setting('requests: [/a]');
    returns.push({ kind: 'wait', reason: 'one', state: { step: 1 } }, { kind: 'wait', reason: 'two' });

    const first = await run({ suite });
    const second = await run({ suite }, first.state);
    await run({ suite }, second.state);

    expect(seen.map(({ state }) => state)).toEqual([undefined, { step: 1 }, { step: 1 }]);
  });

  test('starts again if the document has changed in the middle of a gate, and says so', async () => {
    const documents = ['requests: [/a, /b]', 'requests: [/a]', 'requests: [/a]'];
    const { run, seen, returns } = setting(() => documents.shift() ?? '');
    returns.push({ kind: 'wait', reason: 'one', state: { done: 1 } }, { kind: 'wait', reason: 'two' });

    const first = await run({ suite });
    const second = await run({ suite }, first.state);
    const third = await run({ suite }, second.state);

    expect(seen.map(({ state }) => state)).toEqual([undefined, undefined, undefined]);
    expect(second.reason).toBe('two; the suite has changed, so it was started again');
    expect(third.reason).toBe('ran');
  });

  test.each<[string, JsonValue]>([
    ['of another kind', { unsettledSince: 1 }],
    ['that is a list', ['suite']],
    ['of a suite that was removed since', null],
  ])('starts without state %s', async (_what, state) => {
    const { run, seen } = setting('requests: [/a]');

    await run({ suite }, state);

    expect(seen[0]?.state).toBeUndefined();
  });

  test.each<[JsonObject, RegExp]>([
    [{ suite: 'shop.yaml' }, /^hookDetails\.suite: expected "ssm:\/name" .*, not "shop\.yaml"$/],
    [{ suite: 7 }, /^hookDetails\.suite: expected "ssm:\/name"/],
    [{ suite, reqests: [] }, /^hookDetails\.reqests: unknown key/],
    [{ suite, attempts: 0 }, /^hookDetails\.attempts: expected a whole number from 1 to 10, not 0$/],
  ])('is refused before anything is read: %j', async (details, reason) => {
    expect(await whatIsWrongWith(setting('').check, details)).toMatch(reason);
  });
});

function setting(document: string | Error | (() => string)) {
  const seen: CheckContext<SmokeConfig>[] = [];
  const reads: string[] = [];
  const returns: Verdict[] = [];
  const inner: Check<SmokeConfig> = {
    name: 'smoke',
    run(_target, context) {
      seen.push(context);
      return returns.shift() ?? { kind: 'pass', reason: 'ran' };
    },
  };
  const reader: SuiteReader = {
    async read(source) {
      reads.push(source.kind);
      if (document instanceof Error) throw document;
      return typeof document === 'string' ? document : document();
    },
  };
  const check = withSuite(inner, makeSmokeConfigSchema({ allowLoopback: false }), reader);
  const run = async (details: JsonObject, state?: JsonValue) =>
    check.run(target, { ...(await contextFor(check, details)), state });
  return { check: check as Check<unknown>, run, seen, reads, returns };
}
