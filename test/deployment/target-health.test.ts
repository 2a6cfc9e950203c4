import { describe, expect, it } from 'vitest';
import { findTargetHealth } from '../../src/deployment/target-health.ts';
import { awsError, FakeLoadBalancers } from './fake-readers.ts';

const { signal } = new AbortController();
const group = 'arn:aws:elasticloadbalancing:us-west-2:123456789012:targetgroup/shop-2/fedcba9876543210';

describe('findTargetHealth', () => {
  it('counts the healthy targets and names the others', async () => {
    const reader = new FakeLoadBalancers();
    reader.targets.set(group, [
      { Target: { Id: '10.0.1.16', Port: 8080 }, TargetHealth: { State: 'healthy' } },
      {
        Target: { Id: '10.0.1.17', Port: 8080 },
        TargetHealth: { State: 'unhealthy', Description: 'Health checks failed' },
      },
    ]);

    expect(await findTargetHealth(group, reader, signal)).toEqual({
      known: true,
      healthy: 1,
      total: 2,
      ailing: ['10.0.1.17:8080 unhealthy (Health checks failed)'],
    });
  });

  it('tells a target group that is not there from one that could not be read', async () => {
    const broken = new FakeLoadBalancers();
    broken.broken = awsError('AccessDenied', 'no');

    expect(await findTargetHealth(group, new FakeLoadBalancers(), signal)).toEqual({
      known: false,
      reason: `target group ${group} does not exist`,
    });
    expect(await findTargetHealth(group, broken, signal)).toEqual({
      known: false,
      reason: 'target health could not be read: AccessDenied: no',
    });
  });
});
