import { html } from 'hono/html';
import { describe, expect, test } from 'vitest';
import { guidance } from '../../../../src/sandbox/dashboard/hero/guidance.ts';
import type { SandboxData } from '../../../../src/sandbox/view/sandbox-data.ts';
import type { DeploymentView, TurnView } from '../../../../src/sandbox/view/service-view.ts';
import { linearSandbox, waitingSandbox, withDeployment } from '../sandbox-data.ts';

describe('the next step', () => {
  test.each([
    ['PRE_SCALE_UP', 'A complete second set of tasks starts.'],
    ['TEST_TRAFFIC_SHIFT', 'Hooks check the new version on the test listener.'],
    [
      'PRE_PRODUCTION_TRAFFIC_SHIFT',
      'When every hook here has answered SUCCEEDED, all of production goes to the new version.',
    ],
    ['PRODUCTION_TRAFFIC_SHIFT', 'Both versions keep running for the bake time.'],
    ['BAKE_TIME', 'In 8 min the tasks of the old version end. After that, going back takes a new deployment.'],
  ] as const)('is described after %s of a blue/green deployment', async (stage, words) => {
    expect((await wordsOf(inStage(waitingSandbox(), stage))).next).toBe(words);
  });

  test('is the weight of the next step in a linear deployment', async () => {
    const moving = withDeployment(linearSandbox(), { turns: [turn('PRODUCTION_TRAFFIC_SHIFT', 2)] });
    const last = withDeployment(linearSandbox(), { turns: [turn('PRODUCTION_TRAFFIC_SHIFT', 4)] });

    expect((await wordsOf(linearSandbox())).next).toBe(
      'When every hook here has answered SUCCEEDED, 75 % of production goes to the new version.',
    );
    expect((await wordsOf(moving)).next).toBe(
      'After 2\u00a0min the hooks are called once more, and then it goes to 75 %.',
    );
    expect((await wordsOf(last)).next).toBe('Both versions keep running for the bake time.');
  });

  test('is the replacement of tasks in a rolling deployment, and no hook is called again', async () => {
    const rolling = { strategy: 'ROLLING', productionSteps: [] } as const;

    expect((await wordsOf(inStage(waitingSandbox(), 'PRE_SCALE_UP', rolling))).next).toBe(
      'When every hook has answered SUCCEEDED, the first task is replaced. After that, no hook is called.',
    );
    expect((await wordsOf(inStage(waitingSandbox(), 'BAKE_TIME', rolling))).next).toBe(
      'In 8 min the deployment is over. After that, going back takes a new deployment.',
    );
  });
});

describe('the advice for a reader', () => {
  test('is to compare while the new version is on the test listener only', async () => {
    expect((await wordsOf(waitingSandbox())).can).toBe('Compare the two shops, or roll back: customers won’t notice.');
  });

  test('is to roll back, at once while it bakes, and slowly in a rolling deployment', async () => {
    expect((await wordsOf(inStage(waitingSandbox(), 'BAKE_TIME'))).can).toContain(
      'raise the alarm retail-ui-latency: production is on the old version again at once',
    );
    expect((await wordsOf(inStage(waitingSandbox(), 'BAKE_TIME', { strategy: 'ROLLING' }))).can).toContain(
      'every task is replaced again, which takes as long as before',
    );
  });

  test('L1 is not to try again if a permanent rule made it fail', async () => {
    const rolledBack = withDeployment(waitingSandbox(), { status: 'ROLLBACK_SUCCESSFUL' });
    const [production, door] = rolledBack.doors;
    const rule = { arn: 'arn:s', priority: '1', when: 'path is /health', does: 'answers 200 itself', answered: 0 };
    const doors = [production, { ...door, rules: [rule, ...(door?.rules ?? [])] }] as typeof rolledBack.doors;

    expect((await wordsOf(rolledBack)).can).toBe('Deploy again: no fault is on.');
    expect((await wordsOf({ ...rolledBack, isBroken: true })).can).toBe(
      'Deploy again: the faults that are still on are next to the button.',
    );
    expect((await wordsOf({ ...rolledBack, doors })).can).toMatch(/^Deploying again ends in the same way: the rule/);
  });

  test('is empty while it rolls back', async () => {
    const back = await wordsOf(withDeployment(waitingSandbox(), { status: 'ROLLBACK_IN_PROGRESS' }));

    expect(back).toEqual({ next: 'The new tasks end, and the service is as it was before.', can: '' });
  });
});

function turn(stage: TurnView['stage'], step = 1): TurnView {
  // Two minutes before now.
  return { stage, step, isRollback: false, since: new Date('2026-11-22T13:50:00Z') };
}

function inStage(data: SandboxData, stage: TurnView['stage'], change: Partial<DeploymentView> = {}): SandboxData {
  return withDeployment(data, { turns: [turn(stage)], hooks: [], ...change });
}

async function wordsOf(data: SandboxData): Promise<{ next: string; can: string }> {
  const { next, can } = guidance(data);
  const render = async (part: unknown) => String(await html`${part ?? ''}`).replace(/<[^>]*>/g, '');
  return { next: await render(next), can: await render(can) };
}
