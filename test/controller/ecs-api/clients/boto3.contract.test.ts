import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { ensureTool, type PythonTool } from '../../../../scripts/python-tools.ts';
import { defaultLoadBalancer, defaultNames } from '../../../../src/controller/ecs/arns.ts';
import { obtain } from '../../../helpers/obtain.ts';
import { hookAt } from '../../play.ts';
import { polledRegion } from './polled-service.ts';
import { runClient } from './run-client.ts';

// boto3 comes with moto.
const found = await obtain('boto3', () => ensureTool('moto'));
const script = fileURLToPath(new URL('deploy-with-boto3.py', import.meta.url));

describe.skipIf(found === undefined)('boto3', () => {
  const deploy = async (first: object, second: object, hook?: unknown) => {
    const region = await polledRegion(hook);
    const scenario = { first, second, loadBalancers: [defaultLoadBalancer(defaultNames)] };
    const args = [script, region.endpoint, JSON.stringify(scenario)];
    return runClient(found as PythonTool, 'boto3', args, region.endpoint);
  };
  const blueGreen = { strategy: 'BLUE_GREEN', bakeTimeInMinutes: 0 };
  const pause = { targetType: 'PAUSE', lifecycleStages: ['PRE_SCALE_UP'] };

  test('W-13 waits for a paused first deployment, continues it, and deploys blue/green', async () => {
    const { json, errors } = await deploy({ ...blueGreen, lifecycleHooks: [pause] }, { lifecycleHooks: [] });

    expect(errors).toBe('');
    expect(json).toMatchObject({
      paused: { stable: false, status: 'IN_PROGRESS', rolloutState: 'IN_PROGRESS' },
      first: { stable: true, status: 'SUCCESSFUL', rolloutState: 'COMPLETED', lasted: expect.any(Number) },
      second: { stable: true, status: 'SUCCESSFUL', rolloutState: 'COMPLETED', taskDefinition: 'shop:2' },
    });
  });

  test('W-13 sees a rollback: stable again, with the task definition of before', async () => {
    const { json, errors } = await deploy(
      blueGreen,
      { lifecycleHooks: [hookAt('POST_TEST_TRAFFIC_SHIFT')] },
      { hookStatus: 'FAILED' },
    );

    expect(errors).toBe('');
    expect(json).toMatchObject({
      first: { stable: true, status: 'SUCCESSFUL' },
      second: { stable: true, status: 'ROLLBACK_SUCCESSFUL', rolloutState: 'COMPLETED', taskDefinition: 'shop:1' },
    });
  });

  test('W-37 sees a first deployment that failed', async () => {
    const { json, errors } = await deploy(
      { ...blueGreen, lifecycleHooks: [hookAt('PRE_SCALE_UP')] },
      {},
      { hookStatus: 'FAILED' },
    );

    expect(errors).toBe('');
    expect(json.first).toMatchObject({ stable: false, status: 'ROLLBACK_FAILED', rolloutState: 'FAILED' });
  });
});
