import { html } from 'hono/html';
import { describe, expect, test } from 'vitest';
import { hookCalls } from '../../../../src/sandbox/dashboard/consult/hook-call-list.ts';
import { hero } from '../../../../src/sandbox/dashboard/hero/hero.ts';
import { rail } from '../../../../src/sandbox/dashboard/hero/rail.ts';
import { panes } from '../../../../src/sandbox/dashboard/panes.ts';
import type { HookView, TurnView } from '../../../../src/sandbox/view/service-view.ts';
import { linearSandbox, waitingSandbox, withDeployment } from '../sandbox-data.ts';

describe('the rail of a linear deployment', () => {
  test('has a step for each weight, with its current state', async () => {
    const drawn = await render(rail(linearSandbox()));

    expect(stepsOf(drawn)).toEqual([
      'done: 25 % done in 2 min 20 s',
      'done: 50 % done in 2 min 20 s',
      'current: 75 % asking, 2 min',
      'ahead: 100 % ahead',
    ]);
  });

  test('shows the turn at its stages, and is ahead of the stage that repeats', async () => {
    const drawn = await render(rail(linearSandbox()));

    expect(placeOf(drawn, 'PRE_PRODUCTION_TRAFFIC_SHIFT')).toMatch(/^current: .*3 of 4$/);
    expect(placeOf(drawn, 'PRODUCTION_TRAFFIC_SHIFT')).toMatch(/^ahead: .*2 of 4$/);
  });

  test('says that hooks are called before every step', async () => {
    expect(await render(hero(linearSandbox()))).toContain('ECS calls the hooks of this stage before every step.');
  });

  test('names the step in the calls of its hooks, and nowhere else', async () => {
    const [hook] = waitingSandbox().view.deployment?.hooks ?? [];
    const asked = { ...hook, id: 'ecs-lambda-2', stage: 'PRE_PRODUCTION_TRAFFIC_SHIFT', step: 3 } as HookView;

    const drawn = await render(hookCalls(withDeployment(linearSandbox(), { hooks: [asked, hook as HookView] })));

    expect(drawn).toContain('PRE_<wbr>PRODUCTION_<wbr>TRAFFIC_<wbr>SHIFT, step 3 of 4<');
    expect(drawn).toContain('POST_<wbr>TEST_<wbr>TRAFFIC_<wbr>SHIFT<');
  });
});

test('L10 event and answer show the names of headers, and not their values', async () => {
  const [hook] = waitingSandbox().view.deployment?.hooks ?? [];
  const hookDetails = { requests: [{ path: '/', headers: { 'x-origin-verify': 'hunter2' } }] };
  const called = { ...hook, lastEvent: { hookDetails }, lastAnswer: { hookStatus: 'FAILED', hookDetails } };

  const drawn = await render(hookCalls(withDeployment(linearSandbox(), { hooks: [called as unknown as HookView] })));

  expect(drawn.match(/x-origin-verify/g)).toHaveLength(2);
  expect(drawn).not.toContain('hunter2');
});

describe('the page of a rolling deployment', () => {
  const rolling = () => withDeployment(waitingSandbox(), { strategy: 'ROLLING', productionSteps: [] });

  test('has its four stages', async () => {
    const drawn = await render(rail(rolling()));

    expect([...drawn.matchAll(/data-key="([A-Z_]+)"/g)].map(([, stage]) => stage)).toEqual([
      'PRE_SCALE_UP',
      'SCALE_UP',
      'BAKE_TIME',
      'CLEAN_UP',
    ]);
  });

  test('says that there is no test listener, and when hooks are called', async () => {
    const turns: TurnView[] = [{ stage: 'PRE_SCALE_UP', step: 1, isRollback: false, since: new Date() }];

    expect(await render(panes.test(rolling()))).toContain('A rolling deployment uses no test listener');
    expect(await render(hero(withDeployment(rolling(), { turns })))).toContain(
      'The only stage of a rolling deployment at which hooks are called',
    );
  });
});

describe('a pause', () => {
  const pause: HookView = {
    ...{ id: 'ecs-pause-1', stage: 'POST_TEST_TRAFFIC_SHIFT', step: 1, functionName: 'pause', isPause: true },
    ...{ isRollback: false, state: 'waiting', answered: 'AWAITING_ACTION', calls: 0 },
    ...{ since: new Date('2026-11-22T13:41:30Z'), lastCallAt: new Date('2026-11-22T13:41:30Z') },
    reason: 'Waits until 17:41 UTC for somebody to continue or roll back.',
  };

  test('can be answered at the place that describes the current state', async () => {
    const drawn = await render(hero(withDeployment(waitingSandbox(), { hooks: [pause] })));

    expect(drawn).toContain('<input type="hidden" name="hookId" value="ecs-pause-1">');
    expect(drawn).toContain('name="action" value="CONTINUE">Continue</button>');
    expect(drawn).toContain('name="action" value="ROLLBACK">Roll back at the pause</button>');
  });

  test('can no longer be answered once it is over', async () => {
    const drawn = await render(hero(withDeployment(waitingSandbox(), { hooks: [{ ...pause, state: 'passed' }] })));

    expect(drawn).not.toContain('/actions/continue');
  });

  test('is not a call, and has no event to show', async () => {
    const drawn = await render(hookCalls(withDeployment(waitingSandbox(), { hooks: [pause] })));

    expect(drawn).toContain('AWAITING_ACTION');
    expect(drawn).not.toContain('Event and answer');
    expect(drawn).not.toContain('called');
  });
});

async function render(part: unknown): Promise<string> {
  return String(await html`${part}`);
}

function stepsOf(drawn: string): string[] {
  const [, list = ''] = /<ol class="weights">([\s\S]*?)<\/ol>/.exec(drawn) ?? [];
  return itemsOf(list);
}

function placeOf(drawn: string, stage: string): string {
  const [item = ''] = new RegExp(`<li class="step [^"]*" data-key="${stage}"[\\s\\S]*?</li>`).exec(drawn) ?? [];
  return itemsOf(item)[0]?.replace('step ', '') ?? '';
}

/** `class: words` of each list item. */
function itemsOf(markup: string): string[] {
  return [...markup.matchAll(/<li class="([^"]*)"[^>]*>([\s\S]*?)<\/li>/g)].map(
    ([, name, words = '']) => `${name}: ${wordsOf(words)}`,
  );
}

function wordsOf(markup: string): string {
  return markup
    .replace(/<[^>]*>/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}
