import { describe, expect, test } from 'vitest';
import { findDeploymentFacts } from '../../src/deployment/deployment-facts.ts';
import type { EcsDeployment, EcsRevision } from '../../src/deployment/ecs.ts';
import { isFirstDeployment } from '../../src/deployment/first-deployment.ts';
import { awsError, FakeEcs } from './fake-readers.ts';
import { targetOfEvent } from './target-of-event.ts';

const { signal } = new AbortController();
const target = targetOfEvent('POST_TEST_TRAFFIC_SHIFT.doc');
const green = target.revisionArn;
const blue = green.replace(/[^/]+$/, '1920498462936580504');
const deployment: EcsDeployment = {
  status: 'IN_PROGRESS',
  createdAt: new Date('2026-11-22T13:40:00Z'),
  deploymentConfiguration: { strategy: 'BLUE_GREEN', bakeTimeInMinutes: 10 },
  sourceServiceRevisions: [{ arn: blue }],
};

async function factsOf(changes: Partial<EcsDeployment> = {}, revisions: readonly EcsRevision[] = both) {
  const ecs = new FakeEcs();
  ecs.deployments.set(target.deploymentArn ?? '', { ...deployment, ...changes });
  for (const revision of revisions) ecs.revisions.set(revision.serviceRevisionArn ?? '', revision);
  return findDeploymentFacts(target, ecs, signal);
}

const both: readonly EcsRevision[] = [
  { serviceRevisionArn: green, containerImages: [] },
  { serviceRevisionArn: blue, containerImages: [] },
];

describe('the unknown facts of a deployment', () => {
  test('are none if ECS says everything', async () => {
    expect((await factsOf()).unknown).toEqual([]);
  });

  test('include a missing configuration, in a sentence', async () => {
    expect((await factsOf({ deploymentConfiguration: undefined })).unknown).toEqual([
      'ECS names no strategy for this deployment',
    ]);
  });

  test('include missing images of a revision, both the new one and the old one', async () => {
    const bare = [{ serviceRevisionArn: green }, { serviceRevisionArn: blue }];

    expect((await factsOf({}, bare)).unknown).toEqual([
      'ECS names no images for revision 9313423515462893900',
      'ECS names no images for revision 1920498462936580504',
    ]);
  });

  test('include a revision that cannot be read', async () => {
    const ecs = new FakeEcs();
    ecs.broken.revisions = awsError('ThrottlingException', 'Rate exceeded');
    const alone = await findDeploymentFacts(target, ecs, signal);
    ecs.deployments.set(target.deploymentArn ?? '', deployment);
    const two = await findDeploymentFacts(target, ecs, signal);

    expect(alone.unknown).toContain(
      'service revision 9313423515462893900 could not be read: ThrottlingException: Rate exceeded',
    );
    expect(two.unknown).toEqual([
      'service revisions 9313423515462893900 and 1920498462936580504 could not be read: ThrottlingException: Rate exceeded',
    ]);
  });

  test('do not include the source if one of two has all the production traffic', async () => {
    const sourceServiceRevisions = [
      { arn: `${blue}1`, requestedProductionTrafficWeight: 0 },
      { arn: blue, requestedProductionTrafficWeight: 100 },
    ];

    expect((await factsOf({ sourceServiceRevisions })).unknown).toEqual([]);
  });

  test('do not include an image without a container name, which is called unnamed', async () => {
    const images = [{ image: 'shop/ui:1.42' }];

    const facts = await factsOf({}, [{ serviceRevisionArn: green, containerImages: images }, ...both.slice(1)]);

    expect(facts.images.map(({ container }) => container)).toEqual(['unnamed']);
  });

  test('include the source if two of them have production traffic', async () => {
    const sourceServiceRevisions = [`${blue}1`, blue].map((arn) => ({ arn, requestedProductionTrafficWeight: 50 }));

    expect((await factsOf({ sourceServiceRevisions })).sourceRevisionId).toBeUndefined();
  });
});

describe('isFirstDeployment', () => {
  const weightless = { ...target, testTrafficWeights: {}, productionTrafficWeights: {} };

  test('has no answer for a deployment if nothing is known about it', () => {
    expect(isFirstDeployment(weightless, undefined)).toEqual({
      answer: undefined,
      because: 'nothing is known of the service deployment',
    });
  });

  test('ignores the target among the weighted revisions', () => {
    const weighed = { ...weightless, productionTrafficWeights: { [green]: 100 } };

    expect(isFirstDeployment(weighed, { sourceServiceRevisions: [] }).answer).toBe(true);
  });

  test('names every source revision except the target and those without an ARN', () => {
    const sourceServiceRevisions = [{ arn: blue }, {}, { arn: green }, { arn: `${blue}1` }];

    expect(isFirstDeployment(weightless, { sourceServiceRevisions })).toEqual({
      answer: false,
      because: 'ECS lists source revision 1920498462936580504, 19204984629365805041',
    });
  });
});
