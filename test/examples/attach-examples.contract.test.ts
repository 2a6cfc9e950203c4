import { join } from 'node:path';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/hook/json.ts';
import { obtain } from '../helpers/obtain.ts';
import { project, templateTools } from '../template/tools.ts';
import { hookKinds, readDetails } from './hook-details.ts';

const tools = await obtain('cfn-lint', templateTools);

const stages = {
  smoke: ['POST_TEST_TRAFFIC_SHIFT'],
  alarm: ['POST_TEST_TRAFFIC_SHIFT'],
  approval: ['PRE_PRODUCTION_TRAFFIC_SHIFT'],
};

const hookSchema = v.looseObject({
  TargetType: v.string(),
  LifecycleStages: v.array(v.string()),
  TimeoutConfiguration: v.object({ TimeoutInMinutes: v.number(), Action: v.literal('ROLLBACK') }),
});
const lambdaHookSchema = v.object({
  ...hookSchema.entries,
  HookTargetArn: v.object({ Ref: v.string() }),
  RoleArn: v.object({ Ref: v.literal('HookInvokeRoleArn') }),
  HookDetails: v.string(),
});

describe.skipIf(tools === undefined)('examples/attach-cloudformation', () => {
  const path = join(project, 'examples/attach-cloudformation/service.yaml');

  test('passes cfn-lint', async () => {
    expect(await tools?.cfnLint(['--regions', 'us-east-1', '--', path])).toEqual({ code: 0, output: '' });
  });

  test.each(hookKinds)('configures the %s hook correctly', async (kind) => {
    const template = v.parse(
      v.object({
        Resources: v.object({
          RetailUi: v.object({
            Properties: v.looseObject({
              DeploymentConfiguration: v.looseObject({
                LifecycleHooks: v.object({
                  'Fn::If': v.tuple([v.literal('HooksAttached'), v.array(lambdaHookSchema), v.array(v.never())]),
                }),
              }),
            }),
          }),
        }),
      }),
      await tools?.readTemplate(path),
    );
    const hooks = template.Resources.RetailUi.Properties.DeploymentConfiguration.LifecycleHooks['Fn::If'][1];

    await expectHook(hooks, kind);
  });
});

async function expectHook(hooks: v.InferOutput<typeof lambdaHookSchema>[], kind: keyof typeof stages): Promise<void> {
  const hook = hooks.find(({ HookTargetArn }) => HookTargetArn.Ref.toLowerCase() === `${kind}hookarn`);
  const details = JSON.parse(hook?.HookDetails ?? '{}') as JsonObject;

  expect(hook?.LifecycleStages).toEqual(stages[kind]);
  expect(await readDetails(kind, details)).toMatchObject({ ok: true });
  const deadline = typeof details['deadlineMinutes'] === 'number' ? details['deadlineMinutes'] : 0;
  expect(hook?.TimeoutConfiguration.TimeoutInMinutes).toBeGreaterThan(deadline);
}
