import { expect, onTestFinished, test } from 'vitest';
import { VirtualClock } from '../../../src/controller/clock/virtual-clock.ts';
import type { Controller } from '../../../src/controller/controller-api.ts';
import { hookAt, runningService, version } from '../../controller/play.ts';
import { useMoto } from '../../helpers/use-moto.ts';
import { startTestAccount } from '../test-account.ts';
import { ecsTexts } from './ecs-texts.ts';

const moto = useMoto();
const service = 'my-cluster/my-service';

/** A service with a newest deployment that was rolled back, for the reason in `says`. */
async function rolledBack() {
  const clock = new VirtualClock({ start: new Date(Date.now() - 3_600_000) });
  const { controller } = await runningService({
    clock,
    configuration: { lifecycleHooks: [hookAt('POST_TEST_TRAFFIC_SHIFT')] },
  });
  const { serviceDeploymentArn: arn } = controller.startDeployment(version(2));
  await clock.advance(120_000);
  const spoken = { says: '' };
  const account = await startTestAccount(moto().endpoint, { controller: speaking(controller, spoken) });
  onTestFinished(() => account.stop());
  return { account, arn, spoken, startedAt: controller.describeServiceDeployment(arn).startedAt ?? new Date() };
}

/** The controller has no load balancer that could fail: its deployment reports what ECS would. */
function speaking(controller: Controller, spoken: { says: string }): Controller {
  const describeServiceDeployment: Controller['describeServiceDeployment'] = (arn) => ({
    ...controller.describeServiceDeployment(arn),
    status: 'ROLLBACK_SUCCESSFUL',
    statusReason: spoken.says,
  });
  return new Proxy(controller, {
    get(target, name) {
      if (name === 'describeServiceDeployment') return describeServiceDeployment;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

test('T1 explains every published message of ECS, with where to look and the command that fixes it', async () => {
  const { account, spoken } = await rolledBack();
  spoken.says = ecsTexts.map(([text]) => text).join(' ');

  const { code, stdout } = await account.run('explain', service, '-o', 'json');

  expect(code).toBe(1);
  const causes: { kind: string; meaning: string; look: string; next: string[] }[] = JSON.parse(stdout).causes;
  expect(causes.map(({ kind }) => kind).toSorted()).toEqual(ecsTexts.map(([, kind]) => kind).toSorted());
  for (const { meaning, look, next } of causes) {
    expect(meaning).toMatch(/\w.{20,}\.$/);
    expect(look.length).toBeGreaterThan(10);
    expect(next.join('\n')).toMatch(/^(aws|greenlight) /m);
    expect([meaning, look, ...next].join('\n')).not.toMatch(/\{[a-zA-Z]+\}/);
  }
});

test("T1 shows an unknown message verbatim, with that stage's hooks, their logs and ECS's own log", async () => {
  const { account, arn, spoken, startedAt } = await rolledBack();
  spoken.says = 'Service deployment rolled back because POST_TEST_TRAFFIC_SHIFT was frobnicated by <b>zeal</b>.';
  const id = arn.split('/').at(-1);
  await account.log(
    '/aws/lambda/greenlight/smoke-hook',
    startedAt,
    JSON.stringify({ message: 'smoke answers FAILED', reason: 'found it so', stage: 'POST_TEST_TRAFFIC_SHIFT', id }),
  );
  const off = await account.run('explain', service);
  await account.log(
    '/aws/vendedlogs/ecs/action-logs/my-cluster',
    startedAt,
    JSON.stringify({
      logLevel: 'ERROR',
      eventName: 'SERVICE_DEPLOYMENT_ROLLBACK',
      actionSourceId: 'arn:aws:ecs:us-west-2:123456789012:service/my-cluster/my-service',
      detail: { reason: 'zeal' },
    }),
  );
  const { code, stdout } = await account.run('explain', service);
  const status = await account.run('status', service);

  const words = stdout.replace(/\s+/g, ' ');
  expect(code).toBe(1);
  // A status advises to explain exactly this deployment, and an explanation does not advise to explain.
  expect(status.stdout).toContain(`→ greenlight explain ${service} --deployment ${id}`);
  expect(words).not.toContain('→ greenlight explain');
  expect(words).toContain(spoken.says);
  expect(words).toContain('The hooks at POST_TEST_TRAFFIC_SHIFT: my-hook.');
  expect(words).toContain('smoke answers FAILED: found it so');
  expect(words).toContain('ERROR SERVICE_DEPLOYMENT_ROLLBACK: {"reason":"zeal"}');
  expect(words).not.toContain('keeps no Action Logs');
  // Moto has no role and no function with these names.
  expect(words).toContain('Found in the configuration of the service');
  expect(words).toContain('the role that ECS assumes to call a hook does not exist');
  expect(off.stdout.replace(/\s+/g, ' ')).toContain(
    'ECS keeps no Action Logs of my-cluster; greenlight doctor my-cluster/my-service says how to enable them.',
  );
});
