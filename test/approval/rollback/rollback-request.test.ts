import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  cleanReason,
  formatRollback,
  formatRollbackReason,
  isAskedFor,
  maxReasonCharacters,
  readRollbacks,
  rollbackKey,
} from '../../../src/approval/rollback/rollback-request.ts';
import { SteppableClock } from '../../helpers/hook.ts';
import { memoryStore } from '../../helpers/memory-store.ts';
import { anyCharacter } from '../../helpers/random-cases.ts';

const deployment = {
  account: '111122223333',
  region: 'eu-central-1',
  cluster: 'prod',
  service: 'shop',
  deploymentId: 'EZe5RNVLH6PPzHXINuP28',
};
const at = new Date('2026-11-26T09:30:00.123Z');
const request = {
  schemaVersion: 1,
  serviceDeploymentArn: 'arn:aws:ecs:eu-central-1:111122223333:service-deployment/prod/shop/EZe5RNVLH6PPzHXINuP28',
  reason: 'checkout answers 500',
  by: 'arn:aws:sts::111122223333:assumed-role/ops/ana',
  at: at.toISOString(),
} as const;
const { signal } = new AbortController();

describe('the reasons of rollbacks', () => {
  test('are read in the order in which they arrived, if they are about this deployment', async () => {
    const store = memoryStore(new SteppableClock());
    const later = { ...request, reason: 'so say I', at: '2026-11-26T09:31:00.000Z' };
    const put = (time: string, id: string, body: string) =>
      store.put(rollbackKey(deployment, new Date(time), id), body, signal);
    await put(later.at, 'b', formatRollback(later));
    await put(request.at, 'c', formatRollback(request));
    await put('2026-11-26T09:29:00Z', 'd', 'not JSON');
    await put('2026-11-26T09:29:00Z', 'e', formatRollback({ ...request, serviceDeploymentArn: 'arn:aws:ecs:other/x' }));

    expect(await readRollbacks(store, deployment, signal)).toEqual([request, later]);
  });

  test('are stored under the time and the id', () => {
    expect(rollbackKey(deployment, at, 'a1')).toBe(
      'rollbacks/111122223333/eu-central-1/prod/shop/EZe5RNVLH6PPzHXINuP28/20261126T093000123Z-a1.json',
    );
  });

  test('are limited to the first twenty', async () => {
    const store = memoryStore(new SteppableClock());
    for (let minute = 29; minute >= 0; minute -= 1) {
      const own = { ...request, at: new Date(at.getTime() + minute * 60_000).toISOString() };
      await store.put(rollbackKey(deployment, new Date(own.at), 'a'), formatRollback(own), signal);
    }

    const read = await readRollbacks(store, deployment, signal);

    expect(read).toHaveLength(20);
    expect(read.at(-1)?.at).toBe('2026-11-26T09:49:00.123Z');
  });

  test('leave out one that is removed while they are read', async () => {
    const store = memoryStore(new SteppableClock());
    const gone = rollbackKey(deployment, at, 'a');
    await store.put(gone, formatRollback(request), signal);
    await store.put(rollbackKey(deployment, at, 'b'), formatRollback(request), signal);
    const read: typeof store.read = async (key, during) => (key === gone ? undefined : store.read(key, during));

    expect(await readRollbacks({ ...store, read }, deployment, signal)).toEqual([request]);
  });

  test.each([
    ['checkout answers 500', 'checkout answers 500'],
    ['  two\n\n lines\t ', 'two lines'],
    ['a\u200bb\u202ec', 'ab c'],
    ['half \ud83d', 'half \ufffd'],
    ['x'.repeat(1000), 'x'.repeat(1000)],
    ['x'.repeat(1001), `${'x'.repeat(999)}…`],
  ])('are stored from %j as %j', (typed, stored) => {
    expect(cleanReason(typed)).toBe(stored);
  });

  test('are one clean line, no matter what was typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter, maxLength: 1200 }), (text) => {
        const reason = cleanReason(text);

        expect(reason.length).toBeLessThanOrEqual(maxReasonCharacters);
        expect(reason).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u);
        expect(reason.isWellFormed()).toBe(true);
        expect(cleanReason(reason)).toBe(reason);
      }),
      { numRuns: 300 },
    );
  });

  test('name the person, or say that the person is not known', () => {
    expect(formatRollbackReason(request, at)).toBe(
      'ops/ana (IAM) asked for the rollback at 09:30 UTC: checkout answers 500',
    );
    expect(formatRollbackReason({ ...request, by: undefined }, at)).toMatch(
      /^Somebody whose identity is not known asked/,
    );
  });
});

test.each<[string | undefined, boolean]>([
  [
    formatRollbackReason({ schemaVersion: 1, serviceDeploymentArn: '', reason: 'bad', at: '2026-11-22T14:00:00Z' }),
    true,
  ],
  ['ECS rolled the deployment back: the alarm shop-5xx went off', false],
  ['', false],
  [undefined, false],
])('the cause %j names somebody who asked for it: %s', (cause, isAsked) => {
  expect(isAskedFor(cause)).toBe(isAsked);
});
