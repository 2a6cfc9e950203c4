import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { HookAnswer } from '../../src/hook/answer/answer.ts';
import type { Check } from '../../src/hook/check.ts';
import { createHook } from '../../src/hook/create-hook.ts';
import type { JsonObject } from '../../src/hook/json.ts';
import type { Verdict } from '../../src/hook/verdict.ts';
import {
  blueArn,
  eventFiles,
  greenArn,
  lambdaContext,
  readEvent,
  recordingLogger,
  recordingReports,
  SteppableClock,
  weightedEvent,
} from '../helpers/hook.ts';

/** Its check's time budget is spent at once. */
const outOfTime = 500;

const json = fc.jsonValue({ maxDepth: 4 });

/** Values that a key may have: arbitrary JSON, and nearly valid values. */
const nearlyRight = fc.oneof(
  json,
  fc.constantFrom<unknown>(null, '', 0, -1, 100, 1e308, '{}', '[]', '{"gate":"release"}', [], {}, true, '__proto__'),
  fc.constantFrom('PRODUCTION_TRAFFIC_SHIFT', 'TEST_TRAFFIC_SHIFT', 'A_STAGE_OF_2028'),
  fc.record({ v: fc.constant(1), since: fc.double(), polls: fc.integer(), errors: fc.integer(), state: json }),
  fc.record({ gate: json, errorBudget: json, greenlight: json }, { requiredKeys: [] }),
);

/** A recorded event of which some keys, at any depth, are dropped or replaced. */
const mutatedEvent = fc
  .tuple(
    fc.constantFrom(...eventFiles),
    fc.array(fc.tuple(fc.nat(), fc.option(nearlyRight, { nil: undefined })), { maxLength: 4 }),
  )
  .map(([file, mutations]) => {
    const event = { ...readEvent(file) };
    for (const [at, value] of mutations) {
      const places = placesIn(event);
      const [holder, key] = places[at % places.length] ?? [event, 'hookDetails'];
      if (value === undefined) delete holder[key];
      else holder[key] = value;
    }
    return event;
  });

/** Every key of an object and of the objects in it, with what holds it; and `hookDetails`, which most recorded events lack. */
function placesIn(event: Record<string, unknown>): [Record<string, unknown>, string][] {
  const below = (holder: Record<string, unknown>): [Record<string, unknown>, string][] =>
    Object.entries(holder).flatMap(([key, value]) => [
      [holder, key],
      ...(typeof value === 'object' && value !== null ? below(value as Record<string, unknown>) : []),
    ]);
  return [[event, 'hookDetails'], ...below(event)];
}

const anyEvent = fc.oneof({ weight: 4, arbitrary: mutatedEvent }, { weight: 1, arbitrary: json });

const reason = fc.string({ maxLength: 2000 });

const verdict: fc.Arbitrary<Verdict> = fc.oneof(
  fc.record(
    { kind: fc.constantFrom('pass', 'fail'), reason, state: json as fc.Arbitrary<never> },
    { requiredKeys: ['kind', 'reason'] },
  ),
  fc.record({ kind: fc.constant('error'), reason, cause: fc.anything() }, { requiredKeys: ['kind', 'reason'] }),
  fc.record(
    {
      kind: fc.constant('wait'),
      reason,
      deadline: fc.date({ noInvalidDate: false }),
      retryAfterSeconds: fc.double(),
      state: json as fc.Arbitrary<never>,
    },
    { requiredKeys: ['kind', 'reason'] },
  ),
);

/** A check, and its verdict: undefined if that is not valid. */
const anyCheck: fc.Arbitrary<{ run: Check<unknown>['run']; says: Verdict['kind'] | undefined }> = fc.oneof(
  verdict.map((said) => ({ run: () => said, says: said.kind })),
  fc.anything().map((thrown) => ({ run: () => Promise.reject(thrown), says: undefined })),
  fc
    .anything()
    .filter(
      (value) =>
        !['pass', 'wait', 'error', 'fail'].includes((value as { kind: string } | null | undefined)?.kind ?? ''),
    )
    .map((value) => ({ run: () => value as Verdict, says: undefined })),
);

async function answer(event: unknown, run: Check<unknown>['run'], remainingMs?: number): Promise<HookAnswer> {
  const hook = createHook({
    check: { name: 'probe', run },
    clock: new SteppableClock(),
    logger: recordingLogger(),
    reports: recordingReports(),
  });
  return hook(event, lambdaContext(remainingMs));
}

describe('for any event and any check, the handler', () => {
  test('resolves to one of the three answers, with a reason that is neither empty nor long', async () => {
    await fc.assert(
      fc.asyncProperty(anyEvent, anyCheck, async (event, { run }) => {
        const { hookStatus, reason } = await answer(event, run);

        expect(['SUCCEEDED', 'FAILED', 'IN_PROGRESS']).toContain(hookStatus);
        expect(reason.trim()).not.toBe('');
        expect(reason.length).toBeLessThanOrEqual(1024);
      }),
      { numRuns: 1000 },
    );
  });

  test('asks again after whole seconds from 1 to 900, and returns every configured key as JSON', async () => {
    await fc.assert(
      fc.asyncProperty(anyEvent, anyCheck, async (event, { run }) => {
        const given = await answer(event, run);

        if (given.hookStatus !== 'IN_PROGRESS') return;
        expect(given.callBackDelay).toSatisfy(Number.isInteger);
        expect(given.callBackDelay).toBeGreaterThanOrEqual(1);
        expect(given.callBackDelay).toBeLessThanOrEqual(900);
        const { greenlight, ...returned } = JSON.parse(JSON.stringify(given.hookDetails)) as JsonObject;
        expect(returned).toEqual(configuredIn(event));
        expect(greenlight).toMatchObject({ v: 1 });
      }),
      { numRuns: 1000 },
    );
  });

  test('answers SUCCEEDED only for a pass and a rollback', async () => {
    await fc.assert(
      fc.asyncProperty(anyEvent, anyCheck, async (event, { run, says }) => {
        const { hookStatus, reason } = await answer(event, run);

        if (hookStatus !== 'SUCCEEDED') return;
        expect(says === 'pass' || reason.startsWith('the deployment is rolling back')).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  test('ends a check that hangs', async () => {
    await fc.assert(
      fc.asyncProperty(anyEvent, async (event) => {
        const { hookStatus, reason } = await answer(event, () => new Promise(() => undefined), outOfTime);

        if (hookStatus === 'SUCCEEDED') expect(reason).toMatch(/^the deployment is rolling back/);
      }),
      { numRuns: 100 },
    );
  });
});

describe('for any configuration and any failure, a rollback', () => {
  const shift = { production: { [greenArn]: 0, [blueArn]: 100 } };
  const middlewares = fc.constantFrom(
    {},
    { before: throws },
    { after: throws },
    { before: throws, onError: throws },
    { before: () => 'done' },
  );
  const checks = fc.oneof(
    anyCheck.map(({ run }) => run),
    fc.constant<Check<unknown>['run']>(async (_target, { signal }) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      throw signal.reason;
    }),
  );

  test('is answered with SUCCEEDED', async () => {
    await fc.assert(
      fc.asyncProperty(
        nearlyRight,
        checks,
        middlewares,
        fc.boolean(),
        async (hookDetails, run, middleware, runsInRollback) => {
          const event = { ...weightedEvent('PRODUCTION_TRAFFIC_SHIFT', shift), hookDetails };
          const logger = recordingLogger();
          const hook = createHook({
            check: { name: 'probe', run },
            clock: new SteppableClock(),
            logger,
            runsInRollback,
          });
          hook.before(() => undefined);
          if ('before' in middleware || 'after' in middleware) hook.use(middleware as { before: () => unknown });

          const { hookStatus, reason } = await hook(event, lambdaContext(outOfTime));

          expect(hookStatus).toBe('SUCCEEDED');
          expect(reason).toMatch(/^the deployment is rolling back/);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('is not recognized by the same weights at PRE_PRODUCTION_TRAFFIC_SHIFT', async () => {
    await fc.assert(
      fc.asyncProperty(nearlyRight, anyCheck, async (hookDetails, { run, says }) => {
        const event = { ...weightedEvent('PRE_PRODUCTION_TRAFFIC_SHIFT', shift), hookDetails };

        const { hookStatus, reason } = await answer(event, run);

        expect(reason).not.toMatch(/rolling back, and/);
        if (says !== 'pass') expect(hookStatus).not.toBe('SUCCEEDED');
      }),
    );
  });
});

/** The configuration in an event, read without the kit. */
function configuredIn(event: unknown): Record<string, unknown> {
  let details = (event as { hookDetails?: unknown } | null)?.hookDetails;
  while (typeof details === 'string') details = JSON.parse(details);
  const { greenlight: _, ...configured } = (details ?? {}) as Record<string, unknown>;
  return JSON.parse(JSON.stringify(configured)) as Record<string, unknown>;
}

function throws(): never {
  throw new Error('boom');
}
