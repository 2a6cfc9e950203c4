import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { printHooks, toCloudFormation } from '../../../src/cli/attach/file/print-hooks.ts';
import { readHooks } from '../../../src/cli/attach/file/read-hooks-file.ts';
import { completeHook } from '../../../src/cli/attach/hook-request.ts';
import type { PrintForm } from '../../../src/cli/attach/print-forms.ts';
import { approval, directory, own, pause, smoke } from './hooks.ts';

const cases = JSON.parse(readFileSync(new URL('../../cases/services.json', import.meta.url), 'utf8'));
const { ecspresso, describeServices, hookDetailsAsText } = cases.hooksFiles;

const complete = (value: unknown) =>
  readHooks(typeof value === 'string' ? value : JSON.stringify(value), 'hooks').map((request) =>
    completeHook(request, directory),
  );

const hooks = [
  smoke({ hookDetails: { requests: ['/health'] } }),
  approval({ hookDetails: { gate: 'release' } }),
  pause(),
];
const LifecycleHooks = hooks.map(toCloudFormation);
const service = { Type: 'AWS::ECS::Service', Properties: { DeploymentConfiguration: { LifecycleHooks } } };

test('a hooks file may begin and end as a YAML document', () => {
  const hook = '- targetType: PAUSE\n  lifecycleStages: [PRE_SCALE_UP]\n';

  expect(complete(`%YAML 1.2\n---\n${hook}...\n`)).toEqual(complete(hook));
});

test('documents with nothing in them do not count', () => {
  const hook = '- targetType: PAUSE\n  lifecycleStages: [PRE_SCALE_UP]\n';

  expect(complete(`# Source: hooks.yaml\n---\n---\n# a pause\n${hook}---\n`)).toEqual(complete(hook));
});

describe('T8 a hooks file in each format that people have', () => {
  test("T8 may be ecspresso's service definition", () => {
    expect(complete(ecspresso)).toEqual([
      {
        targetType: 'AWS_LAMBDA',
        ...ecspresso.deploymentConfiguration.lifecycleHooks[0],
        timeoutConfiguration: { timeoutInMinutes: 60, action: 'ROLLBACK' },
      },
    ]);
  });

  test('T8 may be the response of describe-services, even for a service without hooks', () => {
    expect(complete(describeServices)).toEqual([]);
    expect(complete({ services: [{ deploymentConfiguration: { lifecycleHooks: hooks } }], failures: [] })).toEqual(
      hooks,
    );
    expect(complete({ service: { deploymentConfiguration: { lifecycleHooks: hooks } } })).toEqual(hooks);
  });

  test('T8 may have hookDetails as a string', () => {
    expect(complete(hookDetailsAsText)[0]?.hookDetails).toEqual({ requests: ['/health'] });
  });

  test.each([
    ['the property', { LifecycleHooks }],
    ['DeploymentConfiguration', { DeploymentConfiguration: { LifecycleHooks } }],
    ['the resource', service],
    ['a whole template', { Resources: { Shop: service, Topic: { Type: 'AWS::SNS::Topic' } } }],
    ['a bare list', LifecycleHooks],
  ])("T8 may be CloudFormation's %s, in JSON and in YAML", (_, value) => {
    expect(complete(value)).toEqual(hooks);
    expect(complete(stringify(value))).toEqual(hooks);
  });

  test.each(['json', 'ecspresso', 'cloudformation'] as const)('T8 may be the output of --print %s', (form) => {
    expect(complete(printHooks(form, hooks, {}))).toEqual(hooks);
  });

  test('T8 means the same in every format, no matter what its hookDetails are', () => {
    // Braces are what ecspresso renders: they are escaped where it reads them, and only there.
    const text = fc.oneof(fc.string(), fc.constantFrom('{{id}}', '{{{{', '{{`{{`}}', '{{', '`{{`{{`}}'));
    const details = fc.dictionary(text, fc.oneof(fc.jsonValue(), text));
    fc.assert(
      fc.property(details, fc.constantFrom('json', 'ecspresso', 'cloudformation'), (hookDetails, form) => {
        const hook = own({ hookDetails: JSON.parse(JSON.stringify(hookDetails)) });

        expect(complete(printHooks(form as PrintForm, [hook], {}))).toEqual([hook]);
      }),
    );
  });
});

describe('T8 the error about an unusable file says what the file is', () => {
  const target = (HookTargetArn: unknown) => ({
    LifecycleHooks: [{ HookTargetArn, LifecycleStages: ['POST_SCALE_UP'] }],
  });

  test.each<[string, unknown, string, string]>([
    [
      'several services',
      { services: [{ serviceName: 'shop' }, { serviceName: 'cart' }] },
      'hooks describes 2 services: shop, cart',
      '--services <service>',
    ],
    ['no service', { services: [], failures: [{}] }, 'services is empty', '--services <service>'],
    [
      'a template with two services',
      { Resources: { Shop: service, Cart: service } },
      'a template with 2 services: Shop, Cart',
      'DeploymentConfiguration of one service',
    ],
    ['a template without a service', { Resources: {} }, 'a template without an AWS::ECS::Service', ''],
    [
      'a service without the list',
      { deploymentConfiguration: {} },
      'hooks: deploymentConfiguration.lifecycleHooks: missing',
      '',
    ],
    ['its resource without the list', { ...service, Properties: {} }, 'hooks: Properties.LifecycleHooks: missing', ''],
    [
      'a list that is a string',
      { lifecycleHooks: 'none' },
      'hooks: lifecycleHooks: expected a list of hooks, not "none"',
      '',
    ],
    [
      'a function of CloudFormation',
      target({ 'Fn::GetAtt': ['Hook', 'Arn'] }),
      'hooks: LifecycleHooks[0].HookTargetArn is the function Fn::GetAtt, which only CloudFormation evaluates',
      '"hook": "approval"',
    ],
    ['its short form', 'LifecycleHooks: [{HookTargetArn: !GetAtt Hook.Arn}]', 'is the function Fn::GetAtt', '"hook"'],
    [
      'its short form of a list',
      'LifecycleHooks: [{HookTargetArn: !Join [":", [a, !Ref B]]}]',
      'is the function Fn::Join',
      '',
    ],
    [
      'a wrong member in its spelling',
      {
        LifecycleHooks: [
          { TargetType: 'PAUSE', LifecycleStages: ['PRE_SCALE_UP'], TimeoutConfiguration: { Action: 'STOP' } },
        ],
      },
      'hooks: LifecycleHooks[0].TimeoutConfiguration.Action: expected "ROLLBACK" or "CONTINUE", not "STOP"',
      'docs/attach.md',
    ],
    [
      'hookDetails that are a string of a list',
      { lifecycleHooks: [{ hook: 'smoke', hookDetails: '["/health"]' }] },
      'lifecycleHooks[0].hookDetails: expected an object, or an object of JSON as a string, not a string of 11 characters that looks like a JSON list',
      '',
    ],
    [
      "Terraform's blocks",
      'resource "aws_ecs_service" "shop" {\n  name = "shop"\n}\n',
      "hooks is Terraform's language, not JSON or YAML",
      '--print terraform',
    ],
    ["Terraform's JSON", { lifecycle_hook: [] }, "Terraform's spelling", 'aws ecs describe-services'],
    [
      'Jsonnet',
      "local hook = import 'hook.libsonnet';\n{ deploymentConfiguration: { lifecycleHooks: [hook] } }\n",
      'hooks is a template (Jsonnet',
      'ecspresso render servicedef',
    ],
    [
      "ecspresso's template",
      '{"lifecycleHooks": [{"hookTargetArn": "{{ must_env `HOOK` }}", "lifecycleStages": ["POST_SCALE_UP"]}]}',
      'lifecycleHooks[0].hookTargetArn: expected an ARN, not "{{ must_env `HOOK` }}"',
      'ecspresso render servicedef',
    ],
    [
      'several documents',
      '- targetType: PAUSE\n  lifecycleStages: [PRE_SCALE_UP]\n---\n- hook: smoke\n  lifecycleStages: [POST_SCALE_UP]\n',
      'hooks has several documents, and hooks are read from one',
      'into one list',
    ],
    [
      'aliases that expand to too much',
      `a: &a [x]\n${[...'bcdefg'].map((name, at) => `${name}: &${name} [${Array(9).fill(`*${'abcdefg'[at]}`)}]`).join('\n')}`,
      'hooks cannot be read: Excessive alias count',
      'write out',
    ],
    ['a single value', 'hooks', 'hooks holds a single value', '--print json'],
    ['an empty file', '', 'hooks has nothing in it', '--print json'],
    ['a file of comments', '# soon\n', 'hooks has nothing in it', '--print json'],
    ['broken JSON', '{"lifecycleHooks": [', 'hooks is neither JSON nor YAML', '--print json'],
  ])('T8 for %s', (_, value, message, next) => {
    expect(() => complete(value)).toThrow(
      expect.objectContaining({
        message: expect.stringContaining(message),
        ...(next !== '' && { next: expect.stringContaining(next) }),
      }),
    );
  });
});
