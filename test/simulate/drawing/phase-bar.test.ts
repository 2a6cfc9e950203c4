import { expect, test } from 'vitest';
import type { DeploymentView, TurnView } from '../../../src/sandbox/view/service-view.ts';
import { phaseBar, phaseStates } from '../../../src/simulate/drawing/phase-bar.ts';

const quiet = { isAsking: false, isAsked: false };

function at(stage: TurnView['stage'], change: Partial<DeploymentView> = {}) {
  const turns: TurnView[] = [{ stage, step: 1, isRollback: false, since: new Date('2026-11-22T13:50:00Z') }];
  return { strategy: 'BLUE_GREEN', status: 'IN_PROGRESS', turns, ...change } as DeploymentView;
}

test.each([
  ['before a deployment', undefined, quiet, 'next next next next next'],
  ['while tasks start', at('SCALE_UP'), quiet, 'now next next next next'],
  [
    'while a person is asked',
    at('PRE_PRODUCTION_TRAFFIC_SHIFT'),
    { ...quiet, isAsking: true },
    'done done now next next',
  ],
  ['after a success', at('CLEAN_UP', { status: 'SUCCESSFUL' }), quiet, 'done done done done done'],
  [
    'after a failure',
    at('POST_TEST_TRAFFIC_SHIFT', { status: 'ROLLBACK_SUCCESSFUL' }),
    quiet,
    'done failed next next next',
  ],
  [
    'after a rollback that somebody asked for',
    at('PRE_PRODUCTION_TRAFFIC_SHIFT', { status: 'ROLLBACK_SUCCESSFUL' }),
    { isAsking: false, isAsked: true },
    'done done over next next',
  ],
  [
    'after a rejection at a stage of the tests',
    at('POST_TEST_TRAFFIC_SHIFT', { status: 'ROLLBACK_SUCCESSFUL' }),
    { isAsking: true, isAsked: true },
    'done done over next next',
  ],
  ['while tasks replace tasks', at('SCALE_UP', { strategy: 'ROLLING' }), quiet, 'done skipped done now next'],
])('the bar shows the phases %s', (_, deployment, how, states) => {
  expect(Object.values(phaseStates(deployment, how)).join(' ')).toBe(states);
});

test('where people stopped it is called the same as where a fault did, and only the fault is marked', async () => {
  const deployment = at('PRE_PRODUCTION_TRAFFIC_SHIFT', { status: 'ROLLBACK_SUCCESSFUL' });
  const drawn = String(await phaseBar(phaseStates(deployment, { isAsking: false, isAsked: true })));

  expect(drawn).toMatch(/<li class="over" data-key="approve"[^>]*>\s*<span>Approve<\/span><span[^>]*>, stopped here</);
  expect(drawn).not.toContain('left out');
});
