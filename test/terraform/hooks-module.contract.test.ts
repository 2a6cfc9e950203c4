import { describe, expect, test } from 'vitest';
import { ensureTool, type PythonTool } from '../../scripts/python-tools.ts';
import { completeHook, type HookRequest } from '../../src/cli/attach/hook-request.ts';
import type { JsonObject } from '../../src/hook/json.ts';
import type { HookKind } from '../../src/service-hooks/hook-kinds.ts';
import { obtain } from '../helpers/obtain.ts';
import { type Evaluated, evaluateModule, readTerraformModule } from './terraform-module.ts';

const hcl = await obtain("HashiCorp's parser", () => ensureTool('hcl'));
const module = await readTerraformModule('terraform/hooks');

const functionArn = (name: string) => `arn:aws:lambda:eu-central-1:111122223333:function:${name}`;
const roleArn = 'arn:aws:iam::111122223333:role/greenlight-HookInvokeRole-1';
const arns: Record<HookKind, string> = {
  approval: functionArn('approval'),
  smoke: functionArn('smoke'),
  alarms: functionArn('alarm'),
  gate: functionArn('gate'),
  browser: functionArn('browser'),
};
const greenlight = {
  hook_invoke_role_arn: roleArn,
  approval_hook_arn: arns.approval,
  smoke_hook_arn: arns.smoke,
  alarm_hook_arn: arns.alarms,
  gate_hook_arn: arns.gate,
  browser_hook_arn: arns.browser,
  desk_url: 'https://desk.example.com',
};
const directory = { arns, roleArn, defaults: { approval: {}, smoke: {}, alarms: {}, gate: {}, browser: {} } };

type MadeHook = { hook_details?: string | null };
type Hook = Readonly<Record<string, unknown>> & { kind: string };

describe.skipIf(hcl === undefined)('the hooks of terraform/hooks', () => {
  const comparison = { compare: ['errorRate'], baseline: 'before', watchMinutes: 20 };
  const concurrent = { compare: ['errorRate'], baseline: 'concurrent' };
  const hooks: Record<string, [Hook, Omit<HookRequest, 'from'>]> = {
    approval: hookAndRequest('approval', {}),
    'approval with a deadline': hookAndRequest('approval', { gate: 'release', deadlineMinutes: 100 }),
    'approval with the longest deadline': hookAndRequest('approval', { gate: 'last', deadlineMinutes: 1430 }),
    'approval in business hours': hookAndRequest('approval', {
      gate: 'hours',
      deadlineMinutes: 60,
      businessHours: { days: ['mon'], from: '09:00', to: '17:00', timeZone: 'Europe/Berlin' },
    }),
    smoke: hookAndRequest('smoke', { requests: ['/health'] }),
    'smoke that waits': hookAndRequest('smoke', { requests: ['/'], waitMinutes: 60, settleSeconds: 90 }),
    alarms: hookAndRequest('alarms', { alarms: ['retail-ui-5xx'] }),
    'alarms that wait': hookAndRequest('alarms', { alarms: ['a'], waitMinutes: 60 }),
    'alarms that watch after a delay': hookAndRequest('alarms', {
      alarms: ['a'],
      initialDelayMinutes: 5,
      watchMinutes: 40,
    }),
    'alarms in a row': hookAndRequest('alarms', { alarms: ['a'], consecutive: 3, watchMinutes: 30 }),
    browser: hookAndRequest('browser', { waitMinutes: 28 }),
    metrics: [
      { kind: 'metrics', hook_details: JSON.stringify(comparison) },
      {
        target: { kind: 'gate' },
        stages: ['POST_PRODUCTION_TRAFFIC_SHIFT'],
        details: { checks: [{ metrics: comparison }] },
      },
    ],
    'metrics against blue': [
      { kind: 'metrics', hook_details: JSON.stringify(concurrent) },
      {
        target: { kind: 'gate' },
        stages: ['PRODUCTION_TRAFFIC_SHIFT'],
        details: { checks: [{ metrics: concurrent }] },
      },
    ],
    gate: [
      { kind: 'gate', hook_details: '{"checks":[{"smoke":{"requests":["/"]}}]}', timeout_in_minutes: 45 },
      { target: { kind: 'gate' }, details: { checks: [{ smoke: { requests: ['/'] } }] }, timeoutMinutes: 45 },
    ],
    pause: [
      { kind: 'pause', lifecycle_stages: ['POST_SCALE_UP'], action: 'CONTINUE' },
      { target: 'PAUSE', stages: ['POST_SCALE_UP'], timeoutAction: 'CONTINUE' },
    ],
    'with everything set': [
      {
        kind: 'smoke',
        hook_details: '{"requests":["/"]}',
        lifecycle_stages: ['POST_SCALE_UP', 'POST_TEST_TRAFFIC_SHIFT'],
        timeout_in_minutes: 50,
        action: 'CONTINUE',
        allow_fail_open: true,
      },
      {
        target: { kind: 'smoke' },
        details: { requests: ['/'] },
        stages: ['POST_SCALE_UP', 'POST_TEST_TRAFFIC_SHIFT'],
        timeoutMinutes: 50,
        timeoutAction: 'CONTINUE',
      },
    ],
  };
  const names = Object.keys(hooks);
  // A service can have ten; what a hook becomes does not depend on the others.
  const made = () => {
    const halves = [names.slice(0, 9), names.slice(9)].map((half) =>
      evaluate(Object.fromEntries(half.map((name) => [name, hooks[name]?.[0] ?? { kind: '' }]))),
    );
    expect(halves.flatMap(({ problems }) => problems)).toEqual([]);
    return Object.assign({}, ...halves.map(({ locals }) => locals['lifecycle_hooks'])) as Record<string, MadeHook>;
  };
  let lifecycleHooks: Record<string, MadeHook> | undefined;

  test.each(names)('%s is what attach makes of the same configuration', (name) => {
    lifecycleHooks ??= made();
    const request = hooks[name]?.[1] ?? { target: 'PAUSE' };
    const hook = completeHook({ ...request, from: 'the test' }, directory);

    const { hook_details: details = null, ...others } = lifecycleHooks[name] ?? {};
    expect(typeof details === 'string' ? JSON.parse(details) : details).toEqual(hook.hookDetails ?? null);
    expect(others).toEqual({
      target_type: hook.targetType,
      hook_target_arn: hook.hookTargetArn ?? null,
      role_arn: hook.roleArn ?? null,
      lifecycle_stages: hook.lifecycleStages,
      timeout_configuration: {
        timeout_in_minutes: hook.timeoutConfiguration?.timeoutInMinutes,
        action: hook.timeoutConfiguration?.action,
      },
    });
  });
});

describe.skipIf(hcl === undefined)('terraform/hooks refuses', () => {
  test.each<[string, Hook, string]>([
    ['a kind that does not exist', { kind: 'alarm' }, 'hooks.it.kind is alarm; write one of approval, smoke, alarms'],
    ['a pause without a stage', { kind: 'pause' }, 'hooks.it.lifecycle_stages: a pause has no usual stage'],
    ['no stage', { kind: 'smoke', lifecycle_stages: [] }, 'hooks.it.lifecycle_stages is empty'],
    ['a stage without hooks', { kind: 'smoke', lifecycle_stages: ['BAKE_TIME'] }, 'lifecycle_stages names BAKE_TIME'],
    [
      'a pause while traffic shifts',
      { kind: 'pause', lifecycle_stages: ['PRODUCTION_TRAFFIC_SHIFT'] },
      'hooks.it.lifecycle_stages names PRODUCTION_TRAFFIC_SHIFT; write some of RECONCILE_SERVICE',
    ],
    ['an unknown action', { kind: 'smoke', action: 'STOP' }, 'hooks.it.action is STOP; write ROLLBACK or CONTINUE'],
    ['a check that fails open', { kind: 'approval', action: 'CONTINUE' }, 'hooks.it.action is CONTINUE, which lets'],
    ['part of a minute', { kind: 'smoke', timeout_in_minutes: 1.5 }, 'hooks.it.timeout_in_minutes is 1.5; write a'],
    ['no time at all', { kind: 'smoke', timeout_in_minutes: 0 }, 'write a whole number from 1 to 1440'],
    ['more than a day', { kind: 'smoke', timeout_in_minutes: 1441 }, 'write a whole number from 1 to 1440'],
    [
      'more than 14 days',
      { kind: 'pause', lifecycle_stages: ['POST_SCALE_UP'], timeout_in_minutes: 20_161 },
      'write a whole number from 1 to 20160',
    ],
    [
      'a timeout before the deadline',
      { kind: 'approval', timeout_in_minutes: 240 },
      'hooks.it.timeout_in_minutes is 240, and the approval waits 240 minutes: ECS would give up first, without a reason; write 300.',
    ],
    ['a gate without a timeout', { kind: 'gate', hook_details: '{}' }, 'hooks.it.timeout_in_minutes is not set'],
    [
      'details of a pause',
      { kind: 'pause', lifecycle_stages: ['POST_SCALE_UP'], hook_details: '{}' },
      'hooks.it.hook_details: ECS gives a pause no details; remove it.',
    ],
    ['details that are not JSON', { kind: 'smoke', hook_details: 'requests' }, 'hook_details is not a JSON object'],
    ['details that are a list', { kind: 'smoke', hook_details: '["/health"]' }, 'hook_details is not a JSON object'],
  ])('the plan refuses %s', (_, hook, message) => {
    expect(evaluate({ it: hook }).problems.join('\n')).toContain(message);
  });

  test('two approvals that would share a request', () => {
    const hook = { kind: 'approval', hook_details: '{"gate":"release"}' };

    expect(evaluate({ first: hook, second: hook }).problems).toEqual([
      'hooks: first and second ask the same people at the same stage; give one of them another gate in hook_details.',
    ]);
    expect(evaluate({ first: hook, second: { ...hook, hook_details: '{"gate":"legal"}' } }).problems).toEqual([]);
  });

  test('a hook whose function the stack does not have', () => {
    const hooks = { pages: { kind: 'browser' }, smoke: { kind: 'smoke' } };

    expect(evaluate(hooks, { ...greenlight, browser_hook_arn: null }).problems).toEqual([
      expect.stringContaining('hooks.pages: greenlight has no function for its kind'),
    ]);
  });

  test('an eleventh hook with a function, though not an eleventh hook', () => {
    const smokes = Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`smoke-${index}`, { kind: 'smoke' }]));
    const pause = { kind: 'pause', lifecycle_stages: ['POST_SCALE_UP'] };

    expect(evaluate({ ...smokes, pause }).problems).toEqual([]);
    expect(evaluate({ ...smokes, more: { kind: 'smoke' } }).problems).toEqual([
      'hooks: a service can have 10 hooks with a function, and 10 pauses.',
    ]);
  });

  test('a role that is not an ARN', () => {
    const { problems } = evaluate({}, { ...greenlight, hook_invoke_role_arn: 'HookInvokeRole' });

    expect(problems).toEqual([expect.stringContaining('greenlight.hook_invoke_role_arn must be the ARN of a role')]);
  });

  test('what has another type than its variable', () => {
    expect(() => evaluate({ it: { kind: 'smoke', timeout_in_minutes: [30] } })).toThrow('number required');
    expect(() => evaluate({ it: {} as Hook })).toThrow('attribute "kind" is required');
  });
});

function evaluate(hooks: Readonly<Record<string, Hook>>, stack: object = greenlight): Evaluated {
  return evaluateModule(module, { greenlight: stack, hooks }, ['lifecycle_hooks'], hcl as PythonTool);
}

function hookAndRequest(kind: HookKind, details: JsonObject): [Hook, Omit<HookRequest, 'from'>] {
  return [
    { kind, hook_details: JSON.stringify(details) },
    { target: { kind }, details },
  ];
}
