import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hookableStages } from '../../src/hook/target.ts';
import {
  deploymentOfKey,
  type GateRef,
  isRequestKey,
  openKey,
  openPrefixAt,
  reportKey,
  reportPrefix,
  requestKey,
  requestKeyOfOpen,
  requestsPrefix,
} from '../../src/storage/keys.ts';
import { key, subject } from '../helpers/approval.ts';

const name = fc.stringMatching(/^[A-Za-z0-9_-]{1,30}$/);
const gates: fc.Arbitrary<GateRef> = fc.record({
  account: fc.stringMatching(/^\d{12}$/),
  region: fc.constantFrom('us-west-2', 'eu-central-1', 'cn-north-1'),
  cluster: name,
  service: name,
  deploymentId: name,
  stage: fc.constantFrom(...hookableStages, 'UNKNOWN', 'A_STAGE_OF_2028'),
  step: fc.option(
    fc.integer({ min: 0, max: 1000 }).map((tenths) => tenths / 10),
    { nil: undefined },
  ),
  gate: fc.option(fc.stringMatching(/^[A-Za-z][A-Za-z0-9_-]{0,39}$/), { nil: undefined }),
});

describe('requestKey', () => {
  test.each([
    [{}, key],
    [{ gate: 'release' }, key.replace('.json', '.release.json')],
    [{ step: 0 }, key.replace('.json', '@0.json')],
    [{ step: 12.5, gate: 'release' }, key.replace('.json', '@12.5.release.json')],
    [{ step: 0.1 + 0.2 }, key.replace('.json', '@0.3.json')],
    [{ step: 100 }, key.replace('.json', '@100.json')],
  ])('of a gate with %j is %s', (changes, expected) => {
    expect(requestKey({ ...subject, ...changes })).toBe(expected);
  });

  test('differs if two gates differ', () => {
    fc.assert(
      fc.property(gates, gates, (one, other) => {
        expect(requestKey(one) === requestKey(other)).toBe(JSON.stringify(one) === JSON.stringify(other));
      }),
    );
    // Two independent gates are hardly ever the same, so one of them is changed in one place only.
    fc.assert(
      fc.property(
        gates,
        gates,
        fc.constantFrom('cluster', 'service', 'stage', 'step', 'gate', 'deploymentId'),
        (one, other, field) => {
          fc.pre(one[field] !== other[field]);
          expect(requestKey({ ...one, [field]: other[field] })).not.toBe(requestKey(one));
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe('isRequestKey', () => {
  test.each(['release', 'release.quality', '.quality', '.quality.people', 'eu.release.quality.people'])(
    'accepts the key of the gate %s of a composed check',
    (gate) => {
      expect(isRequestKey(requestKey({ ...subject, gate }))).toBe(true);
    },
  );

  test('accepts every key of ours', () => {
    fc.assert(
      fc.property(gates, (gate) => isRequestKey(requestKey(gate))),
      { numRuns: 1000 },
    );
  });

  test.each([
    'approvals/123456789012/us-west-2/c/s/../POST_SCALE_UP.json',
    'approvals/../../etc/passwd',
    '../approvals/123456789012/us-west-2/c/s/d/POST_SCALE_UP.json',
    'approvals/123456789012/us-west-2/c/s/d/POST_SCALE_UP.json/x',
    'approvals/123456789012/us-west-2/c/s/d/e/POST_SCALE_UP.json',
    'approvals/123456789012/us-west-2//s/d/POST_SCALE_UP.json',
    'approvals/123456789012/us-west-2/c/s/d/..json',
    'approvals/123456789012/us-west-2/c/s/d/POST_SCALE_UP.json\n',
    'approvals/123456789012/us-west-2/c/s/d/POST_SCALE_UP..json',
    'approvals/123456789012/us-west-2/c/s/d/POST_SCALE_UP.a..b.json',
    'approvals/123456789012/us-west-2/c/s/d/POST_SCALE_UP.a/b.json',
    'approvals/123456789012/us-west-2/c/s/d/POST_SCALE_UP',
    'open/123456789012/us-west-2/c/s/d/POST_SCALE_UP.json',
    'reports/123456789012/us-west-2/c/s/d/POST_SCALE_UP.json',
    'approvals\\123456789012/us-west-2/c/s/d/POST_SCALE_UP.json',
    'approvals/123456789012/us-west-2/%2e%2e/s/d/POST_SCALE_UP.json',
    '',
  ])('refuses %j', (text) => {
    expect(isRequestKey(text)).toBe(false);
  });

  test('allows no part of a path to be a step upwards', () => {
    const part = fc.constantFrom(
      'approvals',
      '..',
      '.',
      '',
      'c',
      '123456789012',
      'us-west-2',
      'X.json',
      '..json',
      '@..',
      '\0',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 9 }), (parts) => {
        const text = parts.join('/');
        if (isRequestKey(text)) expect(parts.some((one) => ['..', '.', '', '\0'].includes(one))).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('openKey', () => {
  test('can be reversed with requestKeyOfOpen', () => {
    fc.assert(
      fc.property(gates, (gate) => {
        const request = requestKey(gate);
        expect(openKey(request)).toBe(request.replace('approvals/', 'open/'));
        expect(requestKeyOfOpen(openKey(request))).toBe(request);
      }),
    );
  });
});

describe('openPrefixAt', () => {
  const place = { account: '123456789012', region: 'us-west-2' };

  test.each([
    [place, 'open/123456789012/us-west-2/'],
    [{ ...place, cluster: 'my-cluster' }, 'open/123456789012/us-west-2/my-cluster/'],
    [{ ...place, cluster: 'my-cluster', service: 'shop' }, 'open/123456789012/us-west-2/my-cluster/shop/'],
    [{ ...place, service: 'shop' }, 'open/123456789012/us-west-2/'],
  ])('of %j is %s', (at, prefix) => {
    expect(openPrefixAt(at)).toBe(prefix);
  });

  test('is the start of the index entries of a service, and not of another service', () => {
    fc.assert(
      fc.property(gates, gates, (gate, other) => {
        expect(openKey(requestKey(gate)).startsWith(openPrefixAt(gate))).toBe(true);
        fc.pre(other.service !== gate.service);
        expect(openKey(requestKey({ ...gate, service: other.service })).startsWith(openPrefixAt(gate))).toBe(false);
      }),
    );
  });
});

describe('requestsPrefix', () => {
  test('is the start of the keys of a deployment’s requests, including the folder', () => {
    expect(requestsPrefix(subject)).toBe(
      'approvals/123456789012/us-west-2/my-cluster/my-service/EZe5RNVLH6PPzHXINuP28/',
    );
    fc.assert(fc.property(gates, (gate) => requestKey(gate).startsWith(requestsPrefix(gate))));
  });
});

describe('deploymentOfKey', () => {
  test('returns the deployment that the key was made for', () => {
    fc.assert(
      fc.property(gates, (gate) => {
        const { account, region, cluster, service, deploymentId } = gate;
        expect(deploymentOfKey(requestKey(gate))).toEqual({ account, region, cluster, service, deploymentId });
      }),
    );
  });

  test.each(['', 'open/123456789012/us-west-2/c/s/d/POST_SCALE_UP.json', 'approvals/1/2/3'])(
    'is undefined for %j, which is not the key of a request',
    (text) => {
      expect(deploymentOfKey(text)).toBeUndefined();
    },
  );
});

describe('reportKey', () => {
  test('is below the deployment, and distinguishes gates and checks', () => {
    expect(reportKey({ ...subject, gate: 'release', step: 10 }, 'smoke')).toBe(
      'reports/123456789012/us-west-2/my-cluster/my-service/EZe5RNVLH6PPzHXINuP28/POST_TEST_TRAFFIC_SHIFT@10.release.smoke.json',
    );
    fc.assert(fc.property(gates, name, (gate, check) => reportKey(gate, check).startsWith(reportPrefix(gate))));
  });
});
