import { expect, onTestFinished, test } from 'vitest';
import { loadCheck } from '../../src/checks/load/load-check.ts';
import { Spacing } from '../../src/checks/load/spacing.ts';
import { discoverTestListeners } from '../../src/deployment/test-traffic/discover-test-listeners.ts';
import { FakeTimer } from '../checks/load/fake-timer.ts';
import { timedProbe } from '../checks/smoke/compare/timed-probe.ts';
import { checkingHook, newFolder, startTestSandbox } from './sandbox-fixture.ts';

test('a load reaches the new version of the shop through its test listener, and the release continues', async () => {
  const reasons: string[] = [];
  const { folder, remove } = await newFolder();
  onTestFinished(remove);
  const sandbox = await startTestSandbox(
    ({ clock, ecs, loadBalancers }) => {
      const timer = new FakeTimer();
      const check = loadCheck({
        probe: timedProbe(),
        discover: (target, options, signal) => discoverTestListeners(target, { ecs, loadBalancers }, signal, options),
        timer,
        ofFunction: new Spacing(50),
      });
      const driven: typeof check = { ...check, run: (...given) => timer.drive(Promise.resolve(check.run(...given))) };
      return checkingHook({ clock }, driven, { requestsPerSecond: 10, seconds: 2, requests: ['/health'] }, reasons);
    },
    { folder },
  );
  onTestFinished(sandbox.stop);

  const { serviceDeploymentArn } = sandbox.deploy();

  expect(await sandbox.controller.waitForDeployment(serviceDeploymentArn)).toMatchObject({ status: 'SUCCESSFUL' });
  expect(reasons.at(-1)).toContain('20 requests in 2 s; 20 2xx');
});
