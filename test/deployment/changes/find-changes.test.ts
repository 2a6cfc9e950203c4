import { describe, expect, test, vi } from 'vitest';
import { findChanges } from '../../../src/deployment/changes/find-changes.ts';
import { neverAborted } from '../../helpers/approval.ts';
import { awsError } from '../fake-readers.ts';

const definitions = new Map<string, object>([
  ['shop:1', { memory: '512' }],
  ['shop:2', { memory: '1024' }],
]);
const reader = { describeTaskDefinition: async (arn: string) => definitions.get(arn) };
const revision = (taskDefinition?: string) => ({ taskDefinition });

describe('findChanges', () => {
  test('compares the task definitions of both revisions', async () => {
    expect(await findChanges(revision('shop:1'), revision('shop:2'), reader, neverAborted)).toEqual({
      changes: [{ what: 'memory', before: '512 MiB', after: '1024 MiB' }],
      unknown: [],
    });
  });

  test('asks ECS nothing if both have the same one, or one revision is not known', async () => {
    const asking = { describeTaskDefinition: vi.fn() };

    expect(await findChanges(revision('shop:1'), revision('shop:1'), asking, neverAborted)).toEqual({
      changes: [],
      unknown: [],
    });
    expect(await findChanges(undefined, revision('shop:1'), asking, neverAborted)).toEqual({ unknown: [] });
    expect(await findChanges(revision('shop:1'), undefined, asking, neverAborted)).toEqual({ unknown: [] });
    expect(asking.describeTaskDefinition).not.toHaveBeenCalled();
  });

  test.each<[string, Parameters<typeof findChanges>[0], () => Promise<object | undefined>, string]>([
    ['ECS names none', revision(), reader.describeTaskDefinition as never, 'ECS does not name both task definitions'],
    [
      'it is not allowed',
      revision('shop:1'),
      () => Promise.reject(awsError('AccessDeniedException', 'not authorized')),
      'what changes in the task definition could not be read: AccessDeniedException: not authorized',
    ],
    [
      'one is gone',
      revision('arn:aws:ecs:us-west-2:1:task-definition/shop:7'),
      async () => undefined,
      'what changes in the task definition could not be read: ECS knows no task definition shop:7',
    ],
  ])('says that it is not known if %s', async (_what, source, describeTaskDefinition, why) => {
    const found = await findChanges(source, revision('shop:2'), { describeTaskDefinition }, neverAborted);

    expect(found).not.toHaveProperty('changes');
    expect(found.unknown).toEqual([expect.stringContaining(why)]);
  });

  test('says that it is not known if ECS names only the earlier one', async () => {
    expect(await findChanges(revision('shop:1'), revision(), reader, neverAborted)).toEqual({
      unknown: ['ECS does not name both task definitions'],
    });
  });

  test('ends with its signal, even if ECS never answers', async () => {
    const found = await findChanges(
      revision('shop:1'),
      revision('shop:2'),
      { describeTaskDefinition: () => new Promise(() => {}) },
      AbortSignal.abort(new Error('out of time')),
    );

    expect(found.unknown).toEqual([expect.stringContaining('out of time')]);
  });
});
