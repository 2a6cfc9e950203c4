import { describe, expect, test } from 'vitest';
import type { EcsDeployment } from '../../src/deployment/ecs.ts';
import { readFirstDeployment } from '../../src/deployment/first-deployment.ts';
import { awsError, FakeEcs } from './fake-readers.ts';
import { targetOfEvent } from './target-of-event.ts';

const { signal } = new AbortController();
const target = targetOfEvent('POST_TEST_TRAFFIC_SHIFT.doc');
const weightless = { ...target, testTrafficWeights: {}, productionTrafficWeights: {} };
const deploymentArn = weightless.deploymentArn ?? '';
const blue = 'arn:aws:ecs:us-west-2:123456789012:service-revision/my-cluster/my-service/1920498462936580504';

describe('readFirstDeployment', () => {
  test.each<[string, EcsDeployment, boolean | undefined, string]>([
    ['an empty list of source revisions', { sourceServiceRevisions: [] }, true, 'ECS lists no source revision'],
    [
      'a source revision',
      { sourceServiceRevisions: [{ arn: blue }] },
      false,
      'ECS lists source revision 1920498462936580504',
    ],
    ['no list', {}, undefined, 'ECS sent no list of source revisions'],
    [
      'the target itself as the source',
      { sourceServiceRevisions: [{ arn: target.revisionArn }] },
      false,
      'ECS lists the target revision itself as the source',
    ],
  ])('reads %s', async (_case, deployment, answer, because) => {
    const ecs = new FakeEcs();
    ecs.deployments.set(deploymentArn, deployment);

    expect(await readFirstDeployment(weightless, ecs, signal)).toEqual({ answer, because });
  });

  test('does not call ECS if the event already shows another revision', async () => {
    const ecs = new FakeEcs();
    ecs.broken.deployments = new Error('must not be asked');
    const weighed = { ...weightless, productionTrafficWeights: { [blue]: 100, [target.revisionArn]: 0 } };

    expect(await readFirstDeployment(weighed, ecs, signal)).toEqual({
      answer: false,
      because: 'the event names a revision other than the target',
    });
  });

  test('has no answer if ECS cannot be asked or does not know the deployment', async () => {
    const ecs = new FakeEcs();
    expect((await readFirstDeployment(weightless, ecs, signal)).answer).toBeUndefined();
    expect(await readFirstDeployment({ ...weightless, deploymentArn: undefined }, ecs, signal)).toEqual({
      answer: undefined,
      because: 'the event names no service deployment',
    });

    ecs.broken.deployments = awsError('ThrottlingException', 'Rate exceeded');
    expect(await readFirstDeployment(weightless, ecs, signal)).toEqual({
      answer: undefined,
      because: 'the service deployment could not be read: ThrottlingException: Rate exceeded',
    });
  });
});
