import { expect, test } from 'vitest';
import { findImages } from '../../../src/checks/image-policy/find-images.ts';
import type { TaskDefinition } from '../../../src/checks/smoke/expect/task-definition.ts';
import type { EcsRevision } from '../../../src/deployment/ecs.ts';
import { FakeEcs } from '../../deployment/fake-readers.ts';
import { targetOfEvent } from '../../deployment/target-of-event.ts';

const target = targetOfEvent('PRE_SCALE_UP.doc');

async function find(revision: EcsRevision | undefined, definition: TaskDefinition | undefined) {
  const fake = new FakeEcs();
  if (revision) fake.revisions.set(target.revisionArn, revision);
  const ecs = {
    describeServiceDeployment: (arn: string) => fake.describeServiceDeployment(arn),
    describeServiceRevisions: (arns: readonly string[]) => fake.describeServiceRevisions(arns),
    describeTaskDefinition: async () => definition,
  };
  return findImages(target, ecs, AbortSignal.timeout(1000));
}

test('images are those of the task definition as ECS has resolved them, and those that it reports in addition', async () => {
  const containerDefinitions = [{ name: 'a', image: 'ui:1' }, { name: 'b', image: 'ui:1' }, {}];
  const containerImages = [
    { containerName: 'b', image: 'ui:2', imageDigest: 'sha256:2' },
    { containerName: 'a', image: 'ui:1', imageDigest: 'sha256:a' },
    { containerName: 'b', image: 'ui:1', imageDigest: 'sha256:b' },
    { containerName: 'agent', image: 'ui:1', imageDigest: 'sha256:c' },
    { imageDigest: 'sha256:d' },
    { containerName: 'agent', imageDigest: 'sha256:e' },
    { image: 'ui:3' },
  ];

  expect(await find({ taskDefinition: 'td:1', containerImages }, { containerDefinitions })).toEqual({
    images: [
      { container: 'a', reference: 'ui:1', resolvedDigest: 'sha256:a' },
      { container: 'b', reference: 'ui:1', resolvedDigest: 'sha256:b' },
      { container: 'unnamed', reference: '', resolvedDigest: undefined },
      { container: 'b', reference: 'ui:2', resolvedDigest: 'sha256:2' },
      { container: 'agent', reference: 'ui:1', resolvedDigest: 'sha256:c' },
      { container: 'agent', reference: '', resolvedDigest: 'sha256:e' },
      { container: 'unnamed', reference: 'ui:3', resolvedDigest: undefined },
    ],
    platform: undefined,
  });
});

test('nothing is added if ECS has resolved nothing', async () => {
  const definition = { containerDefinitions: [{ name: 'a', image: 'ui:1' }] };

  expect((await find({ taskDefinition: 'td:1' }, definition)).images).toHaveLength(1);
});

test.each([
  [undefined, undefined, `ECS names no task definition for revision ${target.revisionId}`],
  [{}, undefined, `ECS names no task definition for revision ${target.revisionId}`],
  [{ taskDefinition: 'td:1' }, undefined, 'ECS describes no containers of td:1'],
  [{ taskDefinition: 'td:1' }, { containerDefinitions: [] }, 'ECS describes no containers of td:1'],
])('cannot be found in %j and %j', async (revision, definition, message) => {
  await expect(find(revision, definition)).rejects.toThrow(message);
});
