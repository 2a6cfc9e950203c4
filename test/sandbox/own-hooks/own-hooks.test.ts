import { expect, test } from 'vitest';
import type { LifecycleHookInput } from '../../../src/controller/ecs/deployment-configuration.ts';
import { attachOwnHooks, withoutHooks } from '../../../src/sandbox/own-hooks/own-hooks.ts';
import type { InstalledHooks } from '../../../src/sandbox/surroundings.ts';

const names = { partition: 'aws', region: 'us-west-2', account: '123456789012', cluster: 'prod', service: 'shop' };
const approval: LifecycleHookInput = {
  hookTargetArn: 'arn:aws:lambda:us-west-2:123456789012:function:greenlight-approval-hook',
  lifecycleStages: ['PRE_PRODUCTION_TRAFFIC_SHIFT'],
};
const approve = () => ({ hookStatus: 'SUCCEEDED' });
const installed: InstalledHooks = {
  deploymentConfiguration: { bakeTimeInMinutes: 3, lifecycleHooks: [approval] },
  functions: (arn) => (arn === approval.hookTargetArn ? approve : undefined),
  forRolling: (hook) => ({ ...hook, lifecycleStages: ['PRE_SCALE_UP'] }),
  desk: async () => ({ statusCode: 200 }),
};
const mine = () => ({ hookStatus: 'FAILED' });

function attach(to: InstalledHooks) {
  const hooks = [{ name: 'mine', at: ['POST_SCALE_UP'] as const, hookDetails: { path: '/health' } }];
  return attachOwnHooks(to, names, hooks, (name) => (name === 'mine' ? { handler: mine } : undefined));
}

test('own hooks are attached before the installed ones', () => {
  expect(attach(installed).deploymentConfiguration).toEqual({
    bakeTimeInMinutes: 3,
    lifecycleHooks: [
      {
        targetType: 'AWS_LAMBDA',
        hookTargetArn: 'arn:aws:lambda:us-west-2:123456789012:function:mine',
        roleArn: 'arn:aws:iam::123456789012:role/ecs-invoke-hooks',
        lifecycleStages: ['POST_SCALE_UP'],
        hookDetails: { path: '/health' },
      },
      approval,
    ],
  });
});

test('the functions of both are found, and no others', () => {
  const { functions } = attach(installed);

  expect(functions('arn:aws:lambda:us-west-2:123456789012:function:mine')).toEqual({ handler: mine });
  expect(functions(String(approval.hookTargetArn))).toBe(approve);
  expect(functions('arn:aws:lambda:us-west-2:123456789012:function:other')).toBeUndefined();
});

test('own hooks keep their stages in a rolling deployment', () => {
  const { deploymentConfiguration, forRolling } = attach(installed);

  expect(deploymentConfiguration.lifecycleHooks?.map((hook) => forRolling?.(hook).lifecycleStages)).toEqual([
    ['POST_SCALE_UP'],
    ['PRE_SCALE_UP'],
  ]);
});

test('only own hooks are attached if the installed ones are not wanted', () => {
  const { deploymentConfiguration, desk } = attach(withoutHooks(installed));

  expect(deploymentConfiguration.lifecycleHooks).toMatchObject([{ lifecycleStages: ['POST_SCALE_UP'] }]);
  expect(desk).toBe(installed.desk);
});
