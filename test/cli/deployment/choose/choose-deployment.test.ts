import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ChooseOptions, chooseDeployment } from '../../../../src/cli/deployment/choose/choose-deployment.ts';
import type { Selection } from '../../../../src/cli/deployment/choose/selection.ts';
import type { DeploymentBrief, EcsDeployments } from '../../../../src/cli/deployment/ecs-deployments.ts';
import { SteppableClock } from '../../../helpers/hook.ts';

const prefix = 'arn:aws:ecs:eu-central-1:111122223333';
const start = Date.parse('2026-11-26T10:00:00Z');
const watching: ChooseOptions = { takesEnded: false, patienceSeconds: 60, intervalSeconds: 5 };
const asking: ChooseOptions = { takesEnded: true, patienceSeconds: 0, intervalSeconds: 5 };

/** Seconds from when the command starts; `listedAt` is when ECS lists it, `endedAt` when it ends. */
type Played = { id: string; createdAt: number; listedAt?: number; endedAt?: number; taskDefinition?: string };

function play(deployments: readonly Played[], selection: Selection, options: ChooseOptions) {
  const clock = new SteppableClock(new Date(start).toISOString());
  const now = () => (clock.now().getTime() - start) / 1000;
  const briefOf = ({ id, createdAt, endedAt = Number.POSITIVE_INFINITY }: Played): DeploymentBrief => ({
    arn: arnOf(id),
    status: endedAt <= now() ? 'SUCCESSFUL' : 'IN_PROGRESS',
    createdAt: new Date(start + createdAt * 1000),
    finishedAt: endedAt <= now() ? new Date(start + endedAt * 1000) : undefined,
    revisionArn: `${prefix}:service-revision/prod/shop/${id}`,
  });
  const ecs: EcsDeployments = {
    list: async () =>
      deployments
        .filter(({ createdAt, listedAt = createdAt }) => listedAt <= now())
        .toSorted((left, right) => right.createdAt - left.createdAt)
        .map(briefOf),
    describe: async (arn) => {
      const found = deployments.find(({ id, createdAt }) => arnOf(id) === arn && createdAt <= now());
      return found && { serviceDeploymentArn: arn, createdAt: new Date(start + found.createdAt * 1000) };
    },
    revisions: async (arns) =>
      deployments
        .map(({ id, taskDefinition = 'shop:1' }) => ({
          serviceRevisionArn: `${prefix}:service-revision/prod/shop/${id}`,
          taskDefinition: `${prefix}:task-definition/${taskDefinition}`,
        }))
        .filter(({ serviceRevisionArn }) => arns.includes(serviceRevisionArn)),
  };
  const parts = {
    ecs,
    service: { cluster: 'prod', service: 'shop' },
    clock,
    sleep: async (seconds: number) => clock.step(seconds),
    signal: new AbortController().signal,
  };
  return chooseDeployment(selection, parts, options).then((chosen) => ({
    id: chosen.arn?.split('/').at(-1),
    seconds: now(),
  }));
}

const arnOf = (id: string) => `${prefix}:service-deployment/prod/shop/${id}`;
const earlier: Played = { id: '1', createdAt: -3600, endedAt: -60, taskDefinition: 'shop:42' };
const mine: Played = { id: '2', createdAt: -1, listedAt: 7, taskDefinition: 'shop:43' };

describe('chooseDeployment', () => {
  test.each<[string, Played[], Selection, ChooseOptions, { id: string | undefined; seconds: number }]>([
    ['the running one', [{ id: '1', createdAt: -60 }], { kind: 'newest' }, watching, { id: '1', seconds: 0 }],
    [
      'no old one, but the new one that appears',
      [earlier, mine],
      { kind: 'newest' },
      watching,
      { id: '2', seconds: 10 },
    ],
    ['none, if none begins', [earlier], { kind: 'newest' }, watching, { id: undefined, seconds: 60 }],
    ['none for a service that has none', [], { kind: 'newest' }, watching, { id: undefined, seconds: 60 }],
    ['the newest, ended or not, to show it', [earlier], { kind: 'newest' }, asking, { id: '1', seconds: 0 }],
    [
      'the one that ran at the start and has ended since',
      [{ id: '1', createdAt: -60, endedAt: 1 }],
      { kind: 'newest' },
      watching,
      { id: '1', seconds: 0 },
    ],
    [
      'the deployment of a revision that appears',
      [earlier, mine],
      { kind: 'revision', id: '2' },
      watching,
      { id: '2', seconds: 10 },
    ],
    ['the ended deployment of a revision', [earlier], { kind: 'revision', id: '1' }, watching, { id: '1', seconds: 0 }],
    [
      'none for a revision that never appears',
      [earlier],
      { kind: 'revision', id: '3' },
      watching,
      { id: undefined, seconds: 60 },
    ],
    [
      'the one with an ARN before it is listed',
      [earlier, mine],
      deploymentNamed('2'),
      watching,
      { id: '2', seconds: 0 },
    ],
    [
      'the deployment of a task definition that appears',
      [earlier, mine],
      { kind: 'task-definition', name: 'shop:43' },
      watching,
      { id: '2', seconds: 10 },
    ],
    [
      'the new deployment of the same task definition',
      [{ ...earlier, taskDefinition: 'shop:43' }, mine],
      { kind: 'task-definition', name: 'shop:43' },
      watching,
      { id: '2', seconds: 10 },
    ],
    [
      'the ended one of a task definition, once no newer one has appeared',
      [earlier],
      { kind: 'task-definition', name: 'shop:42' },
      watching,
      { id: '1', seconds: 60 },
    ],
    [
      'one that ended before it was listed, if it began after the bound',
      [earlier, { ...mine, endedAt: 5 }],
      { kind: 'newest', after: { time: new Date(start - 30_000) } },
      watching,
      { id: '2', seconds: 10 },
    ],
    [
      'one that began after another',
      [earlier, mine],
      { kind: 'newest', after: { arn: arnOf('1') } },
      watching,
      { id: '2', seconds: 10 },
    ],
    [
      'none after the newest',
      [earlier],
      { kind: 'newest', after: { arn: arnOf('1') } },
      watching,
      { id: undefined, seconds: 60 },
    ],
  ])('T3 chooses %s', async (_what, deployments, selection, options, expected) => {
    expect(await play(deployments, selection, options)).toEqual(expected);
  });

  test('T3 never chooses a deployment that had ended before it began, unless it is pinned', async () => {
    const time = fc.integer({ min: -200, max: 100 });
    const played = fc.record({
      createdAt: time,
      lag: fc.integer({ min: 0, max: 90 }),
      length: fc.integer({ min: 1, max: 300 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(played, { maxLength: 6 }), async (some) => {
        const deployments = some.map(({ createdAt, lag, length }, at) => ({
          id: String(at),
          createdAt,
          listedAt: createdAt + lag,
          endedAt: createdAt + length,
        }));
        const { id } = await play(deployments, { kind: 'newest' }, watching);
        const taken = deployments.find((each) => each.id === id);

        expect(taken === undefined || taken.endedAt > 0).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

function deploymentNamed(id: string): Selection {
  return { kind: 'deployment', id, arn: arnOf(id) };
}
