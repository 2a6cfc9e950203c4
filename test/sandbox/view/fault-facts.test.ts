import { expect, test } from 'vitest';
import { readFault } from '../../../src/cli/simulate/simulate-flags.ts';
import type { LifecycleStage } from '../../../src/controller/ecs/stages.ts';
import { commandOfFault, type FaultKey, strikes } from '../../../src/sandbox/view/fault-facts.ts';
import { sandboxFaultKinds, sandboxFaults } from '../../../src/sandbox/view/sandbox-faults.ts';
import type { DeploymentView } from '../../../src/sandbox/view/service-view.ts';
import { quietSandbox, waitingSandbox, withDeployment } from '../dashboard/sandbox-data.ts';

test.each([
  ['unhealthy-target', 'SCALE_UP', 'this'],
  ['unhealthy-target', 'TEST_TRAFFIC_SHIFT', 'next'],
  ['hook-alarm', 'POST_TEST_TRAFFIC_SHIFT', 'this'],
  ['hook-alarm', 'PRE_PRODUCTION_TRAFFIC_SHIFT', 'next'],
  ['crashed', 'PRE_PRODUCTION_TRAFFIC_SHIFT', 'this'],
  ['crashed', 'BAKE_TIME', 'next'],
  ['listener-lag', 'PRODUCTION_TRAFFIC_SHIFT', 'this'],
  ['listener-lag', 'BAKE_TIME', 'next'],
  ['ecs-alarm', 'BAKE_TIME', 'this'],
  ['broken', 'CLEAN_UP', 'this'],
] as const)('%s at %s strikes %s deployment', (fault, stage, which) => {
  expect(strikes(fault, at(stage))).toBe(which);
});

test('before another step of production, hooks are called again', () => {
  const linear = { strategy: 'LINEAR', productionSteps: [25, 50, 75, 100] } as const;

  expect(strikes('throttled', at('PRODUCTION_TRAFFIC_SHIFT', { ...linear }, 3))).toBe('this');
  expect(strikes('throttled', at('PRODUCTION_TRAFFIC_SHIFT', { ...linear }, 4))).toBe('next');
  expect(strikes('throttled', at('BAKE_TIME', { ...linear }))).toBe('next');
});

test('a rolling deployment calls hooks only before it starts', () => {
  expect(strikes('crashed', at('PRE_SCALE_UP', { strategy: 'ROLLING', productionSteps: [] }))).toBe('this');
  expect(strikes('crashed', at('SCALE_UP', { strategy: 'ROLLING', productionSteps: [] }))).toBe('next');
});

test.each(['SUCCESSFUL', 'ROLLBACK_IN_PROGRESS', 'STOPPED'] as const)(
  'nothing strikes a deployment that is %s',
  (status) => {
    expect(strikes('broken', at('BAKE_TIME', { status }))).toBe('next');
    expect(strikes('broken', quietSandbox())).toBe('next');
  },
);

test.each(sandboxFaultKinds)('the command of %s injects exactly what the sandbox does', (kind) => {
  const flags = [...(commandOfFault(kind) ?? '').matchAll(/--fault (\S+)/g)].map(([, flag = '']) => flag);

  expect(flags.reduce((before, flag) => readFault(flag, before), {})).toEqual(sandboxFaults[kind].faults);
});

test('what simulate cannot show has a story or no command', () => {
  const keys: FaultKey[] = ['hook-alarm', 'broken', 'slow', 'ecs-alarm'];

  expect(keys.map(commandOfFault)).toEqual([
    'greenlight demo --play alarm-fires',
    'greenlight demo --play smoke-fails',
    'greenlight demo --play metrics-fail',
    undefined,
  ]);
});

/** A deployment whose latest turn is of this stage. */
function at(stage: LifecycleStage, change: Partial<DeploymentView> = {}, step = 1) {
  const since = new Date('2026-11-22T13:52:00Z');
  return withDeployment(waitingSandbox(), { turns: [{ stage, step, isRollback: false, since }], ...change });
}
