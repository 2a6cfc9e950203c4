import { expect, onTestFinished, test } from 'vitest';
import { smokeCheck } from '../../src/checks/smoke/smoke-check.ts';
import type { HookHandler } from '../../src/controller/lambda/hook-function.ts';
import { discoverTestListeners } from '../../src/deployment/test-traffic/discover-test-listeners.ts';
import type { JsonObject } from '../../src/hook/json.ts';
import type { SandboxSurroundings } from '../../src/sandbox/surroundings.ts';
import { timedProbe } from '../checks/smoke/compare/timed-probe.ts';
import { checkingHook, newFolder, startTestSandbox } from './sandbox-fixture.ts';

test.each<[string, JsonObject, string, string]>([
  ['compared in status and shape, is released', { compare: true }, 'SUCCESSFUL', '2 of 2 requests passed, p99 10 ms'],
  [
    'compared in a value that differs, is rolled back',
    { compare: { values: ['$.version'] } },
    'ROLLBACK_SUCCESSFUL',
    '$.version is "1.42" instead of "1.41"',
  ],
])('the shop of the sandbox, %s', async (_what, request, status, reason) => {
  const reasons: string[] = [];
  const { folder, remove } = await newFolder();
  onTestFinished(remove);
  const sandbox = await startTestSandbox(
    (surroundings) => smokeHook(surroundings, { path: '/health', ...request }, reasons),
    {
      folder,
    },
  );
  onTestFinished(sandbox.stop);

  const { serviceDeploymentArn } = sandbox.deploy();

  expect(await sandbox.controller.waitForDeployment(serviceDeploymentArn)).toMatchObject({ status });
  expect(reasons.join()).toContain(reason);
});

function smokeHook(
  { clock, ecs, loadBalancers }: SandboxSurroundings,
  request: JsonObject,
  reasons: string[],
): HookHandler {
  const check = smokeCheck({
    probe: timedProbe(),
    discover: (target, options, signal) => discoverTestListeners(target, { ecs, loadBalancers }, signal, options),
    ecs,
  });
  return checkingHook({ clock }, check, { requests: [request] }, reasons);
}
