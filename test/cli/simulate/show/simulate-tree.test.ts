import { describe, expect, test } from 'vitest';
import { deploymentTree } from '../../../../src/cli/simulate/show/simulate-tree.ts';
import { renderTree } from '../../../../src/cli/terminal/tree.ts';
import { simulateDeployment } from '../../../../src/simulate/simulate-deployment.ts';
import type { SimulateOptions, SimulationProgress } from '../../../../src/simulate/simulation.ts';

/** The tree as it is drawn the first time that `when` is true, or at the end. */
async function treeWhen(options: SimulateOptions, when?: (progress: SimulationProgress) => boolean): Promise<string> {
  let drawn: string | undefined;
  const draw = (progress: SimulationProgress) => renderTree(deploymentTree(progress), { colour: false }).join('\n');
  const played = await simulateDeployment({
    ...options,
    onEvent: (_event, progress) => {
      if (drawn === undefined && when?.(progress)) drawn = draw(progress);
    },
  });
  return drawn ?? draw(played);
}

const asks = () => ({ hookStatus: 'IN_PROGRESS', callBackDelay: 48, reason: '1 of 2, until 14:30 UTC' });

describe('deploymentTree', () => {
  test('shows what is done, what is running, and what is to come', async () => {
    const hooks: SimulateOptions['hooks'] = [
      {
        name: 'smoke',
        handler: () => ({ hookStatus: 'SUCCEEDED', reason: '14 of 14' }),
        at: 'POST_TEST_TRAFFIC_SHIFT',
      },
      { name: 'approval', handler: asks, at: 'POST_TEST_TRAFFIC_SHIFT', timeoutMinutes: 9 },
      { pause: 'unanswered', at: 'POST_TEST_TRAFFIC_SHIFT', timeoutMinutes: 12 },
    ];
    const isPolled = ({ hooks: [, approval] }: SimulationProgress) =>
      approval?.calls.length === 3 && approval.calls[2]?.answer !== undefined;

    expect(await treeWhen({ strategy: 'BLUE_GREEN', hooks }, isPolled)).toBe(`\
my-service  my-cluster   BLUE_GREEN   IN_PROGRESS 2m06s   revision …3642 ← …5196
├─ ✔ PRE_SCALE_UP                       0s   done
├─ ✔ SCALE_UP                          30s   done · 3/3 tasks
├─ ✔ POST_SCALE_UP                      0s   done
├─ ✔ TEST_TRAFFIC_SHIFT                 0s   done · test green 100 %
├─ ◷ POST_TEST_TRAFFIC_SHIFT         1m36s   running
│  ├─ ✔ smoke                           0s   SUCCEEDED · 14 of 14
│  ├─ ◷ approval                     1m36s   IN_PROGRESS · 1 of 2, until 14:30 UTC · asked again in 48 s
│  └─ ◷ pause                        1m36s   AWAITING_ACTION · for 12 min at most
├─ ○ PRE_PRODUCTION_TRAFFIC_SHIFT            to come
├─ ○ PRODUCTION_TRAFFIC_SHIFT                to come
├─ ○ POST_PRODUCTION_TRAFFIC_SHIFT           to come
├─ ○ BAKE_TIME                         10m   to come
└─ ○ CLEAN_UP                                to come`);
  });

  test('shows a rollback separately, with the hooks that are called again', async () => {
    const handler = ({
      executionDetails: { productionTrafficWeights: weights },
    }: {
      executionDetails: { productionTrafficWeights: object };
    }) =>
      Object.values(weights)[0] === 0 ? { hookStatus: 'SUCCEEDED' } : { hookStatus: 'FAILED', reason: 'p99 812 ms' };
    const hooks: SimulateOptions['hooks'] = [{ name: 'smoke', handler, at: 'PRODUCTION_TRAFFIC_SHIFT' }];

    expect(await treeWhen({ strategy: 'BLUE_GREEN', hooks })).toBe(`\
my-service  my-cluster   BLUE_GREEN   ROLLBACK_SUCCESSFUL 30s   revision …3642 ← …5196
├─ ✔ PRE_SCALE_UP                       0s   done
├─ ✔ SCALE_UP                          30s   done · 3/3 tasks
├─ ✔ POST_SCALE_UP                      0s   done
├─ ✔ TEST_TRAFFIC_SHIFT                 0s   done · test green 100 %
├─ ✔ POST_TEST_TRAFFIC_SHIFT            0s   done
├─ ✔ PRE_PRODUCTION_TRAFFIC_SHIFT       0s   done
├─ ✖ PRODUCTION_TRAFFIC_SHIFT           0s   failed · production green 100 %
│  └─ ✖ smoke                           0s   FAILED · p99 812 ms
├─ ○ POST_PRODUCTION_TRAFFIC_SHIFT           not reached
├─ ○ BAKE_TIME                               not reached
├─ ○ CLEAN_UP                                not reached
└─ ✔ rollback                                ROLLBACK_SUCCESSFUL
   ├─ ✔ PRODUCTION_TRAFFIC_SHIFT        0s   done · production back to blue
   │  └─ ✔ smoke                        0s   SUCCEEDED
   └─ ✔ TEST_TRAFFIC_SHIFT              0s   done · test back to blue`);
  });

  test('numbers the steps of a linear deployment', async () => {
    const linearConfiguration = { stepPercent: 50, stepBakeTimeInMinutes: 6 };
    const drawn = await treeWhen({ strategy: 'LINEAR', deploymentConfiguration: { linearConfiguration } });

    expect(drawn).toContain(`\
├─ ✔ PRODUCTION_TRAFFIC_SHIFT           6m   done · production green 50 %
├─ ✔ PRODUCTION_TRAFFIC_SHIFT (2)       0s   done · production green 100 %
`);
  });

  test('says that a first deployment has no blue', async () => {
    const drawn = await treeWhen({ strategy: 'BLUE_GREEN', firstDeployment: true });

    expect(drawn.split('\n')[0]).toMatch(
      /^my-service {2}my-cluster {3}BLUE_GREEN {3}SUCCESSFUL 10m30s {3}revision …\d{4}, the first$/,
    );
  });
});
