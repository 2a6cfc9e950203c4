import { stripTypeScriptTypes } from 'node:module';
import { parse as parseHcl } from '@cdktf/hcl2json';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { printHooks, toCloudFormation } from '../../../../src/cli/attach/file/print-hooks.ts';
import { readHooks } from '../../../../src/cli/attach/file/read-hooks-file.ts';
import { completeHook } from '../../../../src/cli/attach/hook-request.ts';
import { approval, own, pause, smoke } from '../hooks.ts';

const hooks = [
  smoke({ hookDetails: { requests: [{ path: `/it's?a=\${b}&c=%{d}`, contains: 'yes: "no"' }] } }),
  approval({ hookDetails: { gate: 'release', deadlineMinutes: 240, notes: 'two\nlines' } }),
  pause(),
];

describe('printHooks', () => {
  test('prints JSON that attach --file accepts', () => {
    expect(readHooks(printHooks('json', hooks, {}), 'x').map((request) => completeHook(request, undefined))).toEqual(
      hooks,
    );
  });

  test('prints the same in the spelling of CloudFormation', () => {
    const { DeploymentConfiguration } = parse(printHooks('cloudformation', hooks, {}));

    expect(DeploymentConfiguration.LifecycleHooks).toEqual(hooks.map(toCloudFormation));
    expect(JSON.parse(DeploymentConfiguration.LifecycleHooks[0].HookDetails)).toEqual(hooks[0]?.hookDetails);
    expect(DeploymentConfiguration.LifecycleHooks[2]).toEqual({
      TargetType: 'PAUSE',
      LifecycleStages: ['POST_SCALE_UP'],
      TimeoutConfiguration: { TimeoutInMinutes: 60, Action: 'ROLLBACK' },
    });
  });

  test('prints TypeScript for the CDK that overrides the property with the same', async () => {
    const text = stripTypeScriptTypes(printHooks('cdk', hooks, {}));
    const { attachHooks } = await import(`data:text/javascript,${encodeURIComponent(text)}`);
    const overrides: unknown[] = [];
    const defaultChild = { addPropertyOverride: (...given: unknown[]) => overrides.push(given) };

    attachHooks({ node: { defaultChild } });

    expect(overrides).toEqual([['DeploymentConfiguration.LifecycleHooks', hooks.map(toCloudFormation)]]);
  });

  test('escapes for Terraform what would be a template', () => {
    const text = printHooks('terraform', [own({ hookDetails: { a: `\${b} %{c} "d"` } })], {});

    expect(text).toContain(`"a" = "$\${b} %%{c} \\"d\\""`);
    expect(text).toContain('timeout_in_minutes = 30');
  });

  test('prints Terraform that its own parser reads', async () => {
    const { deployment_configuration: blocks } = await parseHcl('hooks.tf', printHooks('terraform', hooks, {}));

    expect(blocks[0].lifecycle_hook).toEqual([
      {
        target_type: 'AWS_LAMBDA',
        hook_target_arn: hooks[0]?.hookTargetArn,
        role_arn: hooks[0]?.roleArn,
        lifecycle_stages: ['POST_TEST_TRAFFIC_SHIFT'],
        hook_details: expect.stringMatching(/^\$\{jsonencode\(\{\s+"requests" = \[\{/),
        timeout_configuration: [{ timeout_in_minutes: 30, action: 'ROLLBACK' }],
      },
      expect.objectContaining({ hook_details: expect.stringContaining('"deadlineMinutes" = 240') }),
      {
        target_type: 'PAUSE',
        lifecycle_stages: ['POST_SCALE_UP'],
        timeout_configuration: [{ timeout_in_minutes: 60, action: 'ROLLBACK' }],
      },
    ]);
  });

  test('prints a command that names the service, and quotes for a shell', () => {
    const text = printHooks('cli', hooks, { cluster: 'prod', service: 'shop' });

    expect(text).toContain('aws ecs update-service --cluster prod --service shop --deployment-configuration');
    expect(text).toContain(`/it'\\''s?`);
  });
});
