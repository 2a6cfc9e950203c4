import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decidedKey, followKey } from '../../src/storage/decided-keys.ts';
import { isProgressKey, progressKey } from '../../src/storage/progress-key.ts';
import {
  decidedPrefixOf,
  deploymentOfFollowKey,
  followPrefixAt,
  readDecidedKey,
} from '../../src/storage/read-decided-key.ts';

const here = { account: '123456789012', region: 'us-west-2' };
const request = 'approvals/123456789012/us-west-2/prod/shop/EZe5/PRE_PRODUCTION_TRAFFIC_SHIFT@12.5.qa.json';
const deployment = { ...here, cluster: 'prod', service: 'shop', deploymentId: 'EZe5' };

describe('the index of decided requests', () => {
  test('has the day first, and everything that a list shows', () => {
    const key = decidedKey(request, { status: 'APPROVED', at: '2026-11-27T13:52:40.123Z' });

    expect(key).toBe(
      'decided/123456789012/us-west-2/2026-11-27/135240-APPROVED/prod/shop/EZe5/PRE_PRODUCTION_TRAFFIC_SHIFT@12.5.qa.json',
    );
    expect(decidedPrefixOf(here, '2026-11-27')).toBe('decided/123456789012/us-west-2/2026-11-27/');
    expect(readDecidedKey(key)).toEqual({
      ...{ request, deployment, status: 'APPROVED' },
      at: new Date('2026-11-27T13:52:40Z'),
    });
  });

  test('leads back to the request, at any time', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2020-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }),
        fc.constantFrom('APPROVED', 'REJECTED', 'EXPIRED', 'SUPERSEDED'),
        (at, status) => {
          const entry = readDecidedKey(decidedKey(request, { status, at: at.toISOString() }));
          expect(entry).toMatchObject({ request, status });
          expect(at.getTime() - (entry?.at.getTime() ?? 0)).toBeLessThan(1000);
        },
      ),
    );
  });

  test.each([
    '',
    'decided/',
    'decided/1/us-west-2/2026-11-27/shop',
    'x/decided/1/us-west-2/2026-11-27/135240-APPROVED/prod/shop/EZe5/PRE_SCALE_UP.json',
    'decided/1/us-west-2/2026-11-27/135240-APPROVED/prod/shop/EZe5/PRE_SCALE_UP.json\n',
    'decided/1/us-west-2/2026-13-27/135240-APPROVED/prod/shop/EZe5/PRE_SCALE_UP.json',
    'decided/1/us-west-2/2026-11-27/135240-APPROVED/prod/shop/EZe5/<b>.json',
  ])('does not believe the key %s', (key) => {
    expect(readDecidedKey(key)).toBeUndefined();
  });
});

describe('the deployments that are followed', () => {
  test('have one entry each, below their service', () => {
    expect(followKey(request)).toBe('following/123456789012/us-west-2/prod/shop/EZe5');
    expect(followKey(request).startsWith(followPrefixAt({ ...here, cluster: 'prod', service: 'shop' }))).toBe(true);
    expect(followKey(request).startsWith(followPrefixAt(here))).toBe(true);
    expect(deploymentOfFollowKey(followKey(request))).toEqual(deployment);
    expect(deploymentOfFollowKey('following/a')).toBeUndefined();
  });

  test('have their progress among their reports', () => {
    expect(progressKey(deployment)).toBe('reports/123456789012/us-west-2/prod/shop/EZe5/ecs.progress.json');
    expect(isProgressKey(progressKey(deployment))).toBe(true);
    expect(isProgressKey('reports/1/r/c/s/d/PRE_SCALE_UP.smoke.json')).toBe(false);
  });
});
