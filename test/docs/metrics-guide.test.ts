import { describe, expect, test } from 'vitest';
import { gateConfigSchema } from '../../src/checks/gate/gate-config.ts';
import { metricsCheck } from '../../src/checks/metrics/metrics-check.ts';
import { readConfiguration } from '../../src/hook/configuration.ts';
import type { JsonObject } from '../../src/hook/json.ts';
import { MetricsGate } from '../checks/metrics/fakes/metrics-gate.ts';
import { FakeEcs } from '../deployment/fake-readers.ts';
import { readGuide } from './guide-examples.ts';

const { examples } = readGuide('metrics');

const never = () => {
  throw new Error('a configuration is read without metrics');
};
const check = metricsCheck({
  cloudwatch: never,
  prometheus: never,
  tasks: { runningTasks: never },
  ecs: new FakeEcs(),
});

describe('the guide to metrics', () => {
  test('has an example for each need', () => {
    expect(examples.map(({ need }) => need)).toEqual([
      'Green against blue in a canary',
      'Limits of your own',
      'Limits of your own',
      'CPU, memory and restarts',
      'When all traffic moves at once',
      'An error rate with a minimum of samples',
      'Ranges',
      'Prometheus',
      'Another account or Region',
    ]);
  });

  test.each(examples)('has a configuration for "$need" that the gate accepts', async ({ hookDetails }) => {
    const read = await readConfiguration(hookDetails, {}, gateConfigSchema({ metrics: async () => check }));

    expect(read).toMatchObject({ ok: true });
  });

  test.each(examples)(
    'has a configuration for "$need" that is inconclusive without traffic',
    async ({ hookDetails }) => {
      const [{ metrics }] = hookDetails['checks'] as [{ metrics: JsonObject }];
      const isBefore = metrics['baseline'] === 'before';
      const gate = new MetricsGate(isBefore ? { stage: 'POST_PRODUCTION_TRAFFIC_SHIFT', strategy: 'BLUE_GREEN' } : {});
      gate.post = async () => ({
        status: 200,
        body: '{"status":"success","data":{"resultType":"matrix","result":[]}}',
      });

      expect(await gate.run(metrics, 200)).toMatchObject({ kind: 'fail', inconclusive: true });
    },
  );
});
