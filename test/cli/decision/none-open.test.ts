import type { ECSClient } from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import { explainNoneOpen } from '../../../src/cli/decision/none-open.ts';
import { openKey as indexKey } from '../../../src/storage/keys.ts';
import type { ListedObject } from '../../../src/storage/store.ts';
import { key, neverAborted } from '../../helpers/approval.ts';

const wanted = { cluster: 'prod-cluster', service: 'nope' };
const [, account, region] = key.split('/');
const openKey = (cluster: string, service: string, stage = 'POST_TEST_TRAFFIC_SHIFT') =>
  `approvals/${account}/${region}/${cluster}/${service}/EZe5RNVLH6PPzHXINuP28/${stage}.json`;

function objectAt(requestKey: string): ListedObject {
  return { key: indexKey(requestKey), etag: '"1"' };
}

function partsWith(ask: () => unknown, open: readonly string[] = []) {
  const ecs = async () => ({ send: async () => ask() }) as unknown as ECSClient;
  return { ecs, ledger: { listObjects: async () => open.map(objectAt) }, region: 'eu-central-1', signal: neverAborted };
}

const named = (name: string) => () => {
  throw Object.assign(new Error('refused'), { name });
};
const missing = () => ({ services: [], failures: [{ reason: 'MISSING' }] });
const there = () => ({ services: [{ status: 'ACTIVE' }] });

describe('greenlight approve without an open request', () => {
  test.each([
    ['service if ECS has none', missing, 'service prod-cluster/nope in eu-central-1: MISSING', 'services'],
    [
      'service if it was deleted',
      () => ({ services: [{ status: 'INACTIVE' }] }),
      'service prod-cluster/nope in eu-central-1: it was deleted',
      'services',
    ],
    ['cluster if it is missing', named('ClusterNotFoundException'), 'cluster prod-cluster in eu-central-1', 'clusters'],
  ])('says that there is no such %s, and what is open', async (_what, ask, missed, shown) => {
    const open = [
      openKey('prod-cluster', 'retail-ui'),
      openKey('prod-cluster', 'cart'),
      openKey('prod-cluster', 'cart', 'BAKE_TIME'),
    ];

    await expect(explainNoneOpen('approve', 'prod-cluster/nope', wanted, partsWith(ask, open))).rejects.toMatchObject({
      message: `there is no ${missed}; open are requests of prod-cluster/cart, prod-cluster/retail-ui`,
      next: expect.stringMatching(new RegExp(`^aws ecs list-${shown} .*--region eu-central-1 shows the ${shown}`)),
    });
  });

  test.each([
    ['there is one', there],
    ['nobody may ask ECS', named('AccessDeniedException')],
    ['ECS is down', named('TimeoutError')],
  ])('says no more than that nothing is open if %s', async (_what, ask) => {
    expect(await explainNoneOpen('approve', 'prod-cluster/nope', wanted, partsWith(ask))).toEqual({
      message: 'no request of prod-cluster/nope is open, so there is nothing to approve',
      next: 'greenlight explain prod-cluster/nope shows what was decided',
    });
  });

  test('names the stage and the gate that were looked for, and of many services the first five', async () => {
    const open = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((service) => openKey('prod-cluster', service));
    const asked = { ...wanted, stage: 'POST_SCALE_UP', gate: 'qa' };

    const { message } = await explainNoneOpen('reject', 'prod-cluster/nope', asked, partsWith(there, open));

    expect(message).toBe(
      'no request of prod-cluster/nope at POST_SCALE_UP of gate qa is open, so there is nothing to reject; open are requests of prod-cluster/a, prod-cluster/b, prod-cluster/c, prod-cluster/d, prod-cluster/e and 2 more',
    );
  });

  test('says that a request of the service waits elsewhere', async () => {
    const asked = { ...wanted, stage: 'POST_SCALE_UP' };

    const { message } = await explainNoneOpen(
      'approve',
      'x',
      asked,
      partsWith(there, [openKey('prod-cluster', 'nope')]),
    );

    expect(message).toContain(
      'at POST_SCALE_UP is open, so there is nothing to approve; open are requests of prod-cluster/nope',
    );
  });
});
