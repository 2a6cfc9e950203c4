import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readHooks, readHooksFile } from '../../../../src/cli/attach/file/read-hooks-file.ts';
import { completeHook } from '../../../../src/cli/attach/hook-request.ts';
import { directory, ownArn } from '../hooks.ts';

const complete = (text: string) => readHooks(text, 'hooks').map((request) => completeHook(request, directory));

describe('a file of hooks', () => {
  test('may be the one in docs/attach.md', () => {
    const guide = readFileSync(new URL('../../../../docs/attach.md', import.meta.url), 'utf8');
    const [, text = ''] = /```json\n(\{\n {2}"lifecycleHooks"[\s\S]*?)```/.exec(guide) ?? [];

    const hooks = complete(text);

    expect(hooks).toEqual(JSON.parse(text).lifecycleHooks);
    expect(hooks).toHaveLength(3);
  });

  test('may be YAML, a bare list, and refer to the hooks by name', () => {
    const hooks = complete(
      '- hook: approval\n  hookDetails:\n    gate: release\n- targetType: PAUSE\n  lifecycleStages: [POST_SCALE_UP]\n',
    );

    expect(hooks).toEqual([
      {
        targetType: 'AWS_LAMBDA',
        hookTargetArn: directory.arns.approval,
        roleArn: directory.roleArn,
        lifecycleStages: ['PRE_PRODUCTION_TRAFFIC_SHIFT'],
        hookDetails: { gate: 'release' },
        timeoutConfiguration: { timeoutInMinutes: 300, action: 'ROLLBACK' },
      },
      {
        targetType: 'PAUSE',
        lifecycleStages: ['POST_SCALE_UP'],
        timeoutConfiguration: { timeoutInMinutes: 1440, action: 'ROLLBACK' },
      },
    ]);
  });

  test.each([
    ['- hook: approval\n  hookDetails: { deadlineMinutes: 600 }', 660],
    ['- hook: approval\n  hookDetails: { deadlineMinutes: 1430 }', 1440],
    ['- hook: smoke', 30],
    ['- hook: smoke\n  hookDetails: { waitMinutes: 30, settleSeconds: 300 }', 50],
    ['- hook: smoke\n  hookDetails: { settleSeconds: 900 }', 45],
    ['- hook: alarms\n  hookDetails: { watchMinutes: 30 }', 45],
    ['- hook: alarms\n  hookDetails: { alarms: [a], waitMinutes: 60 }', 75],
    ['- hook: alarms\n  hookDetails: { alarms: [a], watchMinutes: 60 }', 75],
    [`- hookTargetArn: ${ownArn}\n  lifecycleStages: [POST_SCALE_UP]`, 60],
  ])('gets a timeout longer than the wait of %j', (text, timeoutInMinutes) => {
    expect(complete(text)[0]?.timeoutConfiguration).toEqual({ timeoutInMinutes, action: 'ROLLBACK' });
  });

  test('considers the defaults of the stack', () => {
    const [request] = readHooks('- hook: approval', 'hooks');
    const known = { ...directory, defaults: { ...directory.defaults, approval: { deadlineMinutes: 30 } } };

    expect(request && completeHook(request, known).timeoutConfiguration?.timeoutInMinutes).toBe(90);
  });

  test.each([
    ['[1]', 'hooks: [0]: expected'],
    ['{"lifecycleHook": []}', 'hooks: lifecycleHooks: missing'],
    ['- hook: aproval', '[0].hook: expected "approval", "smoke", "alarms", "gate" or "browser", not "aproval"'],
    ['- hook: approval\n  stages: [POST_SCALE_UP]', '[0].stages: unknown key'],
    [
      '[{"HookTargetArn": "arn:a", "LifecycleStage": ["A"]}]',
      '[0].LifecycleStage: unknown key; write "LifecycleStages"',
    ],
    [`- hook: approval\n  hookTargetArn: ${ownArn}`, 'expected exactly one of hook'],
    ['- lifecycleStages: [POST_SCALE_UP]', 'expected exactly one of hook'],
    ['- targetType: PAUSE\n  roleArn: arn:aws:iam::123456789012:role/r', 'a pause calls no function'],
    ['- hook: approval\n  timeoutConfiguration: []', '[0].timeoutConfiguration: expected an object, not a list of 0'],
    ['- hook: [', 'hooks is neither JSON nor YAML'],
  ])('is refused if it says %j', (text, message) => {
    expect(() => readHooks(text, 'hooks')).toThrow(
      expect.objectContaining({ message: expect.stringContaining(message) }),
    );
  });

  test('is named if it does not exist', () => {
    expect(() => readHooksFile('/nowhere/hooks.json')).toThrow(
      /^\/nowhere\/hooks.json cannot be read: there is no such file$/,
    );
  });

  test('needs stages for a function of your own', () => {
    expect(() => complete(`- hookTargetArn: ${ownArn}`)).toThrow(/names no stage/);
  });
});
