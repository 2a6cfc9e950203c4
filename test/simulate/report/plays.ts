import { simulateDeployment } from '../../../src/simulate/simulate-deployment.ts';
import type { Simulation } from '../../../src/simulate/simulation.ts';

/** Deployments that together show everything that a report can. */
export const plays: Readonly<Record<string, () => Promise<Simulation>>> = {
  'a deployment without hooks': () => simulateDeployment({ strategy: 'BLUE_GREEN' }),
  'a linear deployment that rolls back': () => {
    let calls = 0;
    return simulateDeployment({
      strategy: 'LINEAR',
      faults: { slow: 0.2 },
      hooks: [
        {
          name: 'smoke',
          at: 'POST_TEST_TRAFFIC_SHIFT',
          handler: () =>
            ++calls < 40
              ? {
                  hookStatus: 'IN_PROGRESS',
                  callBackDelay: 20,
                  reason: `${calls} <b>of</b> 40`,
                  hookDetails: { calls },
                }
              : { hookStatus: 'SUCCEEDED', reason: '14 of 14' },
        },
        {
          name: 'alarms',
          at: 'PRODUCTION_TRAFFIC_SHIFT',
          hookDetails: { alarms: ['shop-5xx', 'shop-latency-p99-of-a-rather-long-name-that-has-to-break-somewhere'] },
          handler: ({ executionDetails: { productionTrafficWeights: weights, targetServiceRevisionArn: green } }) => {
            if ((weights[green] ?? 0) > 50) throw new TypeError('fetch failed </pre><script>alert(1)</script>');
            return { hookStatus: 'SUCCEEDED' };
          },
        },
        { pause: { action: 'CONTINUE', afterMinutes: 12 }, at: 'PRE_SCALE_UP' },
      ],
    });
  },
  'a first deployment that fails at once': () =>
    simulateDeployment({
      strategy: 'BLUE_GREEN',
      firstDeployment: true,
      hooks: [{ name: 'policy', at: 'PRE_SCALE_UP', handler: () => 'no' }],
    }),
};
