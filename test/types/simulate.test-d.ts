/**
 * Checked by `tsc -p .`: what must compile compiles, and each line under a `@ts-expect-error` must not.
 */
import type { Context } from 'aws-lambda';
import { expectTypeOf } from 'vitest';
import { defineHook } from '../../src/index.ts';
import { type HookEvent, type Simulation, simulateDeployment } from '../../src/testing.ts';
import { recordingLogger } from '../helpers/hook.ts';

const logger = recordingLogger();
const handler = async ({ lifecycleStage }: HookEvent) => ({ hookStatus: 'SUCCEEDED', reason: lifecycleStage });

// A strategy is enough; the result says how it ended.
expectTypeOf(simulateDeployment({ strategy: 'CANARY' })).resolves.toEqualTypeOf<Simulation>();
expectTypeOf<Simulation['status']>().toEqualTypeOf<
  'SUCCESSFUL' | 'STOPPED' | 'ROLLBACK_SUCCESSFUL' | 'ROLLBACK_FAILED'
>();

// One stage or several, details, timeouts; a pause hook next to it.
simulateDeployment({
  strategy: 'BLUE_GREEN',
  hooks: [
    {
      handler,
      at: 'POST_TEST_TRAFFIC_SHIFT',
      hookDetails: { path: '/' },
      timeoutMinutes: 5,
      timeoutAction: 'CONTINUE',
    },
    { handler, at: ['TEST_TRAFFIC_SHIFT', 'PRODUCTION_TRAFFIC_SHIFT'] },
    { pause: 'unanswered', at: 'POST_SCALE_UP' },
    { pause: { action: 'CONTINUE', afterMinutes: 5 }, at: 'POST_SCALE_UP' },
  ],
});

// A handler of the kit gets the simulation's clock.
simulateDeployment({
  strategy: 'LINEAR',
  hooks: ({ clock }) => [
    {
      handler: defineHook({ check: { name: 'mine', run: () => ({ kind: 'pass', reason: 'fine' }) }, clock, logger }),
      at: 'POST_TEST_TRAFFIC_SHIFT',
    },
  ],
});

// A handler written against the types of Lambda.
const ofLambda = async (_event: unknown, context: Context) => ({ hookStatus: context.functionName });
simulateDeployment({ strategy: 'LINEAR', hooks: [{ handler: ofLambda, at: 'POST_SCALE_UP' }] });

// @ts-expect-error there is no such strategy
simulateDeployment({ strategy: 'blue-green' });

// @ts-expect-error BAKE_TIME calls no hooks
simulateDeployment({ strategy: 'BLUE_GREEN', hooks: [{ handler, at: 'BAKE_TIME' }] });

// @ts-expect-error a hook needs a handler
simulateDeployment({ strategy: 'BLUE_GREEN', hooks: [{ at: 'POST_SCALE_UP' }] });

// @ts-expect-error a pause has no details
simulateDeployment({ strategy: 'BLUE_GREEN', hooks: [{ pause: 'unanswered', at: 'POST_SCALE_UP', hookDetails: {} }] });

// @ts-expect-error hooks have their own option
simulateDeployment({ strategy: 'BLUE_GREEN', deploymentConfiguration: { lifecycleHooks: [] } });

// @ts-expect-error there is no such switch
simulateDeployment({ strategy: 'BLUE_GREEN', switches: { executionIds: 'per-hook' } });
