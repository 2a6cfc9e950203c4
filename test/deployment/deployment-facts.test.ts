import { describe, expect, test } from 'vitest';
import { findDeploymentFacts } from '../../src/deployment/deployment-facts.ts';
import type { EcsDeployment } from '../../src/deployment/ecs.ts';
import { isRollingBack } from '../../src/deployment/is-rolling-back.ts';
import { awsError, FakeEcs } from './fake-readers.ts';
import { readEvent, targetOfEvent } from './target-of-event.ts';

const { signal } = new AbortController();
const target = targetOfEvent('POST_TEST_TRAFFIC_SHIFT.doc');
const green = 'arn:aws:ecs:us-west-2:123456789012:service-revision/my-cluster/my-service/9313423515462893900';
const blue = 'arn:aws:ecs:us-west-2:123456789012:service-revision/my-cluster/my-service/1920498462936580504';
const deploymentArn =
  'arn:aws:ecs:us-west-2:123456789012:service-deployment/my-cluster/my-service/EZe5RNVLH6PPzHXINuP28';

describe('findDeploymentFacts', () => {
  test('finds everything with a deployment and both revisions', async () => {
    const facts = await findDeploymentFacts(target, ecs(), signal);

    expect(facts).toMatchObject({
      strategy: 'BLUE_GREEN',
      firstDeployment: false,
      sourceRevisionId: '1920498462936580504',
      unknown: [],
    });
    expect(facts.images).toEqual([
      {
        container: 'ui',
        before: { reference: 'shop/ui:1.41', tag: '1.41', digest: 'sha256:1f9c' },
        after: { reference: 'shop/ui:1.42', tag: '1.42', digest: 'sha256:a07b' },
      },
    ]);
  });

  test('recognizes a first deployment by its empty list of source revisions', async () => {
    const facts = await findDeploymentFacts(target, ecs({ sourceServiceRevisions: [] }), signal);

    expect(facts.firstDeployment).toBe(true);
    expect(facts.sourceRevisionId).toBeUndefined();
    expect(facts.images[0]?.before).toBeNull();
    expect(facts.unknown).toEqual([]);
  });

  test('does not mistake a missing list of source revisions for a first deployment', async () => {
    const facts = await findDeploymentFacts(target, ecs({ sourceServiceRevisions: undefined }), signal);

    expect(facts.firstDeployment).toBeUndefined();
    expect(facts.images[0]?.before).toBeUndefined();
    expect(facts.unknown).toEqual([
      'whether this is the first deployment is not known: ECS sent no list of source revisions',
    ]);
  });

  test('does not mistake a list with only the target for a first deployment', async () => {
    const facts = await findDeploymentFacts(target, ecs({ sourceServiceRevisions: [{ arn: green }] }), signal);

    expect(facts.firstDeployment).toBe(false);
  });

  test('knows without a call to ECS that it is not the first deployment if the event has weights for two revisions', async () => {
    const facts = await findDeploymentFacts(
      targetOfEvent('TEST_TRAFFIC_SHIFT.doc'),
      ecs({ sourceServiceRevisions: undefined }),
      signal,
    );

    expect(facts.firstDeployment).toBe(false);
  });

  test('compares with the source revision that has the production traffic', async () => {
    const other = `${blue}1`;
    const facts = await findDeploymentFacts(
      target,
      ecs({
        sourceServiceRevisions: [
          { arn: other, requestedProductionTrafficWeight: 0 },
          { arn: blue, requestedProductionTrafficWeight: 100 },
        ],
      }),
      signal,
    );

    expect(facts.sourceRevisionId).toBe('1920498462936580504');
    expect(facts.images[0]?.before?.tag).toBe('1.41');
  });

  test('compares with none of several source revisions if their weights do not show which one', async () => {
    const facts = await findDeploymentFacts(
      target,
      ecs({ sourceServiceRevisions: [{ arn: `${blue}1` }, { arn: blue }] }),
      signal,
    );

    expect(facts.sourceRevisionId).toBeUndefined();
    expect(facts.images[0]?.before).toBeUndefined();
    expect(facts.unknown).toEqual(['ECS lists 2 source revisions and not which of them has the production traffic']);
  });

  test("reads the target's images even when the deployment cannot be read", async () => {
    const broken = ecs();
    broken.broken.deployments = awsError('ThrottlingException', 'Rate exceeded');

    const facts = await findDeploymentFacts(target, broken, signal);

    expect(facts.images[0]?.after?.tag).toBe('1.42');
    expect(facts).toMatchObject({ strategy: undefined, firstDeployment: undefined });
    expect(facts.unknown).toEqual([
      'service deployment EZe5RNVLH6PPzHXINuP28 could not be read: ThrottlingException: Rate exceeded',
    ]);
  });

  test('distinguishes "could not check" from "there is none"', async () => {
    const absent = new FakeEcs();
    const broken = ecs();
    broken.broken.revisions = awsError('AccessDeniedException', 'not authorized');

    expect((await findDeploymentFacts(target, absent, signal)).unknown).toEqual([
      'ECS knows no service deployment EZe5RNVLH6PPzHXINuP28',
      'ECS knows no service revision 9313423515462893900',
    ]);
    expect((await findDeploymentFacts(target, broken, signal)).unknown).toEqual([
      'service revisions 9313423515462893900 and 1920498462936580504 could not be read: AccessDeniedException: not authorized',
    ]);
  });

  test('says so when the flat event of 2025 names no service deployment', async () => {
    const facts = await findDeploymentFacts(targetOfEvent('POST_TEST_TRAFFIC_SHIFT.doc-2025-flat'), ecs(), signal);

    expect(facts.unknown).toContain('the event names no service deployment, so ecs could not be asked about it');
    expect(facts.strategy).toBeUndefined();
  });

  test("accepts the SDK's own abridged example, and names what it leaves out", async () => {
    const reader = ecs();
    const { serviceDeployments } = readEvent('api-describe-service-deployments.pending.sdk-example') as {
      serviceDeployments: [EcsDeployment];
    };
    reader.deployments.set(deploymentArn, serviceDeployments[0]);

    const facts = await findDeploymentFacts(target, reader, signal);

    expect(facts.unknown).toEqual([
      'ECS names no strategy for this deployment',
      'whether this is the first deployment is not known: ECS sent no list of source revisions',
    ]);
  });
});

describe('isRollingBack', () => {
  test.each<[string, EcsDeployment, boolean | undefined]>([
    ['a requested rollback', { status: 'ROLLBACK_REQUESTED' }, true],
    ['a running rollback', { status: 'ROLLBACK_IN_PROGRESS' }, true],
    ['a rollback that has begun', { status: 'IN_PROGRESS', rollback: { startedAt: new Date(0) } }, true],
    ['a finished rollback', { status: 'ROLLBACK_SUCCESSFUL', rollback: { reason: 'alarm' } }, true],
    ['a deployment under way', { status: 'IN_PROGRESS' }, false],
    ['a mere rollback candidate', { status: 'IN_PROGRESS', rollback: { serviceRevisionArn: blue } }, false],
    ['a deployment without a status', {}, undefined],
  ])('returns the right answer for %s', (_case, deployment, expected) => {
    expect(isRollingBack(deployment)).toBe(expected);
  });
});

function ecs(change: Partial<EcsDeployment> = {}): FakeEcs {
  const reader = new FakeEcs();
  reader.deployments.set(deploymentArn, {
    serviceDeploymentArn: deploymentArn,
    status: 'IN_PROGRESS',
    createdAt: new Date('2026-11-22T13:40:00Z'),
    sourceServiceRevisions: [{ arn: blue }],
    deploymentConfiguration: { strategy: 'BLUE_GREEN', bakeTimeInMinutes: 10 },
    ...change,
  });
  reader.revisions.set(blue, {
    serviceRevisionArn: blue,
    containerImages: [{ containerName: 'ui', image: 'shop/ui:1.41', imageDigest: 'sha256:1f9c' }],
  });
  reader.revisions.set(green, {
    serviceRevisionArn: green,
    taskDefinition: 'arn:aws:ecs:us-west-2:123456789012:task-definition/shop:42',
    containerImages: [{ containerName: 'ui', image: 'shop/ui:1.42', imageDigest: 'sha256:a07b' }],
  });
  return reader;
}
