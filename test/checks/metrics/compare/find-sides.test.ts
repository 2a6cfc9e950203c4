import { describe, expect, test } from 'vitest';
import { findPairs, findVersions } from '../../../../src/checks/metrics/compare/find-sides.ts';
import type { EcsRevision, EcsRevisionSummary } from '../../../../src/deployment/ecs.ts';
import { FakeEcs } from '../../../deployment/fake-readers.ts';
import { targetOfEvent } from '../../../deployment/target-of-event.ts';

const target = targetOfEvent('PRODUCTION_TRAFFIC_SHIFT.doc');
const deploymentArn = target.deploymentArn ?? '';
const green = { serviceRevisionArn: target.revisionArn };
const blue = { serviceRevisionArn: 'arn:blue' };
const signal = new AbortController().signal;

/** ECS with both revisions, and with a deployment from these sources. */
function ecsWith(sourceServiceRevisions?: EcsRevisionSummary[]): FakeEcs {
  const ecs = new FakeEcs();
  ecs.deployments.set(deploymentArn, { ...(sourceServiceRevisions && { sourceServiceRevisions }) });
  for (const revision of [green, blue]) ecs.revisions.set(revision.serviceRevisionArn, revision);
  return ecs;
}

const from = (arn: string, requestedProductionTrafficWeight?: number): EcsRevisionSummary => ({
  arn,
  ...(requestedProductionTrafficWeight !== undefined && { requestedProductionTrafficWeight }),
});
const noBlue = { refused: 'ECS does not name the one version that ran before, so there is no blue' };

describe('findVersions', () => {
  test.each<[string, EcsRevisionSummary[]]>([
    ['the only source', [from('arn:blue', 90)]],
    ['the only source, even without traffic', [from('arn:blue', 0)]],
    ['the only source, even if ECS names no weight', [from('arn:blue')]],
    ['the only one of several with traffic', [from('arn:older', 0), from('arn:blue', 90), from('arn:oldest')]],
    ['the only source next to the target', [from(target.revisionArn, 10), from('arn:blue', 90)]],
  ])('takes %s for blue', async (_title, sources) => {
    const ecs = ecsWith(sources);

    expect(await findVersions(target, ecs, signal)).toEqual({
      deployment: ecs.deployments.get(deploymentArn),
      ...{ green, blue },
    });
  });

  test.each<[string, EcsRevisionSummary[] | undefined]>([
    ['there are two sources with traffic', [from('arn:blue', 45), from('arn:older', 45)]],
    ['there are two sources without traffic', [from('arn:blue', 0), from('arn:older')]],
    ['there is no source', []],
    ['ECS sends no list of sources', undefined],
  ])('knows no blue if %s', async (_title, sources) => {
    expect(await findVersions(target, ecsWith(sources), signal)).toEqual(noBlue);
  });

  test('is refused if the event names no service deployment', async () => {
    expect(await findVersions({ ...target, deploymentArn: undefined }, ecsWith([]), signal)).toEqual({
      refused: 'the event names no service deployment, so blue is not known',
    });
  });

  test('does not know yet what ECS does not know yet', async () => {
    expect(await findVersions(target, new FakeEcs(), signal)).toEqual({
      unknown: 'ECS does not know the service deployment',
    });
    for (const missing of [green, blue]) {
      const ecs = ecsWith([from('arn:blue', 90)]);
      ecs.revisions.delete(missing.serviceRevisionArn);
      expect(await findVersions(target, ecs, signal)).toEqual({ unknown: 'ECS does not know both revisions' });
    }
  });
});

const elb = 'arn:aws:elasticloadbalancing:us-west-2:123456789012';
const [groupA, groupB] = [`${elb}:targetgroup/a/1`, `${elb}:targetgroup/b/2`];

/** A revision whose requests go to this target group. */
function revisionAt(group: string | undefined, rule: string | undefined): EcsRevision {
  return {
    loadBalancers: [
      {
        targetGroupArn: groupA,
        advancedConfiguration: { alternateTargetGroupArn: groupB, ...(rule && { productionListenerRule: rule }) },
      },
    ],
    resolvedConfiguration: { loadBalancers: group === undefined ? [] : [{ targetGroupArn: group }] },
  };
}

describe('findPairs', () => {
  const rule = `${elb}:listener-rule/app/shop/50dc/f2f7/9683`;

  test('finds both target groups, whichever of them is green now', () => {
    const [a, b] = ['targetgroup/a/1', 'targetgroup/b/2'];
    const at = (TargetGroup: string) => ({ LoadBalancer: 'app/shop/50dc', TargetGroup });

    expect(findPairs({ green: revisionAt(groupB, rule), blue: revisionAt(groupA, rule) })).toEqual({
      pairs: [{ green: at(b), blue: at(a) }],
    });
    expect(findPairs({ green: revisionAt(groupA, rule), blue: revisionAt(groupB, rule) })).toEqual({
      pairs: [{ green: at(a), blue: at(b) }],
    });
  });

  const noRule = { refused: 'the service has no production listener rule that names its load balancer' };
  const notYet = { unknown: 'ECS has not reported the target groups of both revisions' };

  test.each<[string, EcsRevision, EcsRevision, object]>([
    [
      'without a load balancer',
      {},
      revisionAt(groupA, rule),
      { refused: 'the service has no load balancer whose metrics could be compared' },
    ],
    ['before ECS has resolved green', revisionAt(undefined, rule), revisionAt(groupA, rule), notYet],
    ['before ECS has resolved blue', revisionAt(groupB, rule), revisionAt(undefined, rule), notYet],
    [
      'with one target group for both',
      revisionAt(groupA, rule),
      revisionAt(groupA, rule),
      { refused: 'both versions are in one target group, so their metrics are mixed' },
    ],
    ['without a rule', revisionAt(groupB, undefined), revisionAt(groupA, undefined), noRule],
    ['with nothing configured but a target group', { loadBalancers: [{ targetGroupArn: groupA }] }, {}, noRule],
    ['with a rule that is not one', revisionAt(groupB, 'arn:x'), revisionAt(groupA, 'arn:x'), noRule],
    [
      'behind a Network Load Balancer',
      revisionAt(groupB, `${elb}:listener/net/shop/50dc/f2f7`),
      revisionAt(groupA, rule),
      { refused: 'net/shop/50dc is a Network Load Balancer, which counts no HTTP answers and no response times' },
    ],
  ])('compares nothing %s, and says why', (_title, newer, older, why) => {
    expect(findPairs({ green: newer, blue: older })).toEqual(why);
  });
});
