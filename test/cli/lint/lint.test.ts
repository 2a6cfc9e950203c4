import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCli } from '../run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'greenlight-lint-'));

/** Nothing that is needed to call AWS. */
const offline = {
  AWS_ACCESS_KEY_ID: '',
  AWS_SECRET_ACCESS_KEY: '',
  AWS_REGION: '',
  AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
};

async function lint(content: unknown, { name = 'given.json', flags = [] as readonly string[] } = {}) {
  writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  return runCli(['lint', name, ...flags], { cwd: folder, env: offline });
}

type Found = { place: string; severity: string; rule: string; message: string; next?: string };

async function findingsOf(content: unknown, options: Parameters<typeof lint>[1] = {}) {
  const { stdout, code } = await lint(content, { ...options, flags: [...(options.flags ?? []), '-o', 'json'] });
  const { findings, notChecked, form } = JSON.parse(stdout) as {
    findings: Found[];
    notChecked: object[];
    form: string;
  };
  return { code, form, notChecked, rows: findings.map(({ place, rule }) => `${place} ${rule}`), findings };
}

const ana = ['ana@example.com'];
const late = {
  hook: 'approval',
  hookDetails: { reviewers: ana, deadlineMinutes: 300 },
  timeoutConfiguration: { timeoutInMinutes: 100 },
};
const inTemplate = (hooks: string, strategy = 'Strategy: BLUE_GREEN') => `
Resources:
  Web:
    Type: AWS::ECS::Service
    Properties:
      DeploymentConfiguration:
        ${strategy}
        LifecycleHooks:
${hooks.replace(/^/gm, '          ')}
`;

describe('greenlight lint of hooks', () => {
  test('says in one line where the fault is and what to write instead', async () => {
    const { code, stdout } = await lint({ lifecycleHooks: [{ hook: 'approval', hookDetails: { reviewer: ana } }] });

    expect(code).toBe(1);
    expect(stdout.split('\n')[0]).toBe(
      'given.json: lifecycleHooks[0].hookDetails.reviewer: error: unknown key; write "reviewers" [hook-details-invalid]',
    );
    expect(stdout).toContain('given.json: 1 error, 0 warnings, 1 not checked');
  });

  test.each<[string, unknown, string, string]>([
    ['a list alone', [late], 'given.json', '[0].timeoutConfiguration.timeoutInMinutes'],
    [
      'our own form',
      { lifecycleHooks: [late] },
      'given.json',
      'lifecycleHooks[0].timeoutConfiguration.timeoutInMinutes',
    ],
    [
      'ecspresso',
      { deploymentConfiguration: { lifecycleHooks: [late] } },
      'given.json',
      'deploymentConfiguration.lifecycleHooks[0].timeoutConfiguration.timeoutInMinutes',
    ],
    [
      'describe-services, of the second service',
      {
        services: [
          { deploymentConfiguration: { lifecycleHooks: [] } },
          { deploymentConfiguration: { lifecycleHooks: [late] } },
        ],
      },
      'given.json',
      'services[1].deploymentConfiguration.lifecycleHooks[0].timeoutConfiguration.timeoutInMinutes',
    ],
    [
      'CloudFormation',
      inTemplate(`- HookTargetArn: !GetAtt Greenlight.Outputs.ApprovalHookArn
  RoleArn: !ImportValue role
  LifecycleStages: [PRE_PRODUCTION_TRAFFIC_SHIFT]
  HookDetails: '{"reviewers":["ana@example.com"],"deadlineMinutes":300}'
  TimeoutConfiguration: { TimeoutInMinutes: 100, Action: ROLLBACK }`),
      'stack.yaml',
      'Resources.Web.Properties.DeploymentConfiguration.LifecycleHooks[0].TimeoutConfiguration.TimeoutInMinutes',
    ],
  ])('reads %s', async (_, content, name, place) => {
    const { code, rows, form, findings } = await findingsOf(content, { name });

    expect({ code, form, rows }).toEqual({ code: 1, form: 'hooks', rows: [`${place} timeout-before-deadline`] });
    expect(findings[0]?.next).toMatch(/set \w+\[0\]\.\w+\.\w+ to 360$/);
  });

  test('lists every fault of every element, and continues after one that is not a hook', async () => {
    const { rows } = await findingsOf({
      lifecycleHooks: [
        { hook: 'smok', lifecycleStage: ['PRE_SCALE_UP'] },
        { hook: 'alarms', hookDetails: { alarm: ['a'], waitMinutes: 0 } },
      ],
    });

    expect(rows).toEqual([
      'lifecycleHooks[0].hook hook-form',
      'lifecycleHooks[0].lifecycleStage hook-form',
      'lifecycleHooks[1].hookDetails.waitMinutes hook-details-invalid',
      'lifecycleHooks[1].hookDetails.alarm hook-details-invalid',
    ]);
  });

  test('names the place of a check whose name has a hyphen', async () => {
    const checks = [{ all: [{ 'target-health': {} }, { alarms: { alarms: ['a'] } }] }];
    const hook = { hook: 'gate', lifecycleStages: ['PRE_SCALE_UP'], hookDetails: { checks } };

    expect((await findingsOf({ lifecycleHooks: [hook] })).rows).toContain(
      'lifecycleHooks[0].hookDetails.checks[0].all[0].target-health target-health-too-early',
    );
  });

  test('checks what an approval at a pause is configured with', async () => {
    const hook = {
      hook: 'approval',
      via: 'pause',
      lifecycleStages: ['POST_SCALE_UP'],
      hookDetails: { reviewers: ana, approvals: 2, deadlineMinutes: 600 },
    };

    expect((await findingsOf({ lifecycleHooks: [hook] })).rows).toEqual([
      'lifecycleHooks[0].hookDetails.approvals pause-configuration-invalid',
    ]);
    const opens = { ...hook, hookDetails: { reviewers: ana, onDeadline: 'approve', allowFailOpen: true } };
    expect((await findingsOf({ lifecycleHooks: [opens] })).rows).toEqual([
      'lifecycleHooks[0].hookDetails.onDeadline approval-opens-itself',
    ]);
  });

  test('says what only CloudFormation can evaluate, and checks the rest', async () => {
    const { code, notChecked, rows } = await findingsOf(
      inTemplate(
        `- !If [IsProd, {}, {}]
- HookTargetArn: !Ref SmokeHookArn
  RoleArn: !Ref Role
  LifecycleStages: [PRE_SCALE_UP]
  HookDetails: !Sub '{"host":"\${Host}"}'`,
        'BakeTimeInMinutes: 5',
      ),
      { name: 'stack.yaml' },
    );

    expect(code).toBe(0);
    expect(rows).toEqual([]);
    expect(JSON.stringify(notChecked)).toMatch(
      /LifecycleHooks\[0\].*Fn::If.*LifecycleHooks\[1\]\.HookDetails.*Fn::Sub.*which strategy/,
    );
  });

  test('fails if nothing of the file could be checked, or there is nothing in it', async () => {
    expect(await lint(inTemplate('- !If [IsProd, {}, {}]'), { name: 'stack.yaml' })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('nothing of stack.yaml could be checked: it is the function Fn::If'),
    });
    expect(await lint({ services: [] })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('has no lifecycleHooks'),
    });
    expect(await lint({ lifecycleHooks: [] })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('given.json has no lifecycleHooks'),
    });
    expect(await lint('')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/given\.json has nothing in it\n {2}next: greenlight attach … --print json/),
    });
    expect(await lint({ lifecycle_hook: [] })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("Terraform's spelling"),
    });
  });
});

describe('greenlight lint of a configuration alone', () => {
  test.each<[string, unknown, string, number, readonly string[]]>([
    ['of an approval', { reviewers: ana, gate: 'release' }, 'approval', 0, []],
    [
      'of an approval with a wrong time',
      { reviewers: ana, deadlineMinutes: 1431, gate: 'release' },
      'approval',
      1,
      ['deadlineMinutes hook-details-invalid'],
    ],
    ['that only a pause can have', { reviewers: ana, deadlineMinutes: 10_080 }, 'pause', 0, []],
    ['of alarms', { alarms: ['a'], okForMinutes: 20 }, 'alarms', 1, ['okForMinutes hook-details-invalid']],
    [
      'of a smoke test that names a suite',
      { suite: 'ssm:/smoke', timeoutSecond: 5 },
      'smoke',
      1,
      ['timeoutSecond hook-details-invalid'],
    ],
    ['of a gate', { checks: [{ smoke: {} }, { approval: { reviewers: ana } }] }, 'gate', 0, []],
    ['of a gate, as a list of checks alone', [{ smoke: {} }, { approval: { reviewers: ana } }], 'gate', 0, []],
    [
      'of a gate, as a list with a misspelled check',
      [{ aproval: {} }, { all: [{ smoke: {} }] }],
      'gate',
      1,
      ['checks[0] hook-details-invalid'],
    ],
    [
      'that opens by itself',
      { reviewers: ana, onDeadline: 'approve', allowFailOpen: true },
      'approval',
      0,
      ['onDeadline approval-opens-itself'],
    ],
  ])('checks one %s', async (_, content, form, code, rows) => {
    expect(await findingsOf(content)).toMatchObject({ form, code, rows });
  });

  test('that asks for more than any stack can prove is refused; one that depends on the stack is said to be open', async () => {
    const never = {
      assurance: 'iam',
      rules: [{ name: 'qa', from: ['https://a.example.com#1', 'x@example.com'], approvals: 2 }],
    };
    const depends = { reviewers: ana, assurance: 'sign-in' };

    expect((await findingsOf(never)).findings[0]).toMatchObject({
      rule: 'hook-details-invalid',
      message: expect.stringContaining('only 1 of the 2 people'),
    });
    expect(await findingsOf(depends)).toMatchObject({
      code: 0,
      findings: [],
      notChecked: [{ why: expect.stringContaining('--stack') }],
    });
  });

  test.each([
    ['a suite', 'requests:\n  - path: /\n    stats: 200\n', 'requests[0].stats suite-invalid'],
    ['a suite with a gate, which belongs in hookDetails', 'requests: [/]\ngate: a\n', undefined],
    ['a suite that is not valid YAML', 'requests:\n  - path: "/{{id}}"\n   x: 1\n', ' suite-invalid'],
    [
      'a suite with a credential',
      'requests:\n  - path: /\n    headers: { authorization: Bearer abc }\n',
      ' literal-credential',
    ],
    ['a good suite', 'requests:\n  - path: /\n', undefined],
  ])('of %s', async (_, text, row) => {
    expect((await findingsOf(text, { name: 'suite.yaml' })).rows).toEqual(row === undefined ? [] : [row]);
  });

  test('with --as is what it is said to be', async () => {
    expect(
      await findingsOf('requests: [/]\ngate: a\n', { name: 'suite.yaml', flags: ['--as', 'suite'] }),
    ).toMatchObject({ form: 'suite', rows: ['gate suite-invalid'] });
    expect(await findingsOf([], { flags: ['--as', 'gate'] })).toMatchObject({ rows: ['checks hook-details-invalid'] });
    expect(await findingsOf({ waitMinutes: 5 }, { flags: ['--as', 'alarms'] })).toMatchObject({
      form: 'alarms',
      code: 0,
    });
    expect(await findingsOf({ gate: 'a', reviewers: ana }, { flags: ['--as', 'pause'] })).toMatchObject({
      rows: ['gate pause-configuration-invalid'],
    });
  });

  test('of a browser hook is recognized by its pages, and checked', async () => {
    expect(await findingsOf({ pages: ['/'], allowHosts: ['cdn.example.com'] })).toMatchObject({
      form: 'browser',
      rows: [],
    });
    expect(await findingsOf({ pages: ['products'], maxDifferencePercent: 1 })).toMatchObject({
      form: 'browser',
      rows: ['pages[0] hook-details-invalid'],
    });
  });

  test('that may be two things asks which one', async () => {
    expect(await lint({ waitMinutes: 5 })).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/may configure smoke or alarms\n {2}next: .*--as hooks, approval/),
    });
    expect(await lint({ colour: 5 })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no key that greenlight lint knows'),
    });
  });

  test('with --strict fails for a warning', async () => {
    const opens = { reviewers: ana, onDeadline: 'approve', allowFailOpen: true };

    expect((await lint(opens)).code).toBe(0);
    expect((await lint(opens, { flags: ['--strict'] })).code).toBe(1);
  });

  test('prints no secret of a suite', async () => {
    const { stdout } = await lint(
      'requests:\n  - path: /\n    headers: { authorization: Bearer hunter2secret, x: 5 }\n',
      { name: 'suite.yaml' },
    );

    expect(stdout).toMatch(/error|warning/);
    expect(stdout).not.toContain('hunter2');
  });
});

test.each([
  ['missing.json', 'there is no such file'],
  ['what', 'is neither a file nor a service'],
])('greenlight lint %s: %s', async (what, said) => {
  expect(await runCli(['lint', what], { env: offline })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining(said),
  });
});

test('the help fits into 80 columns and names every form', async () => {
  const { stdout } = await runCli(['lint', '--help']);

  expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  expect(stdout.replace(/\s+/g, ' ')).toContain(
    '"hooks", "approval", "smoke", "alarms", "gate", "browser", "pause", "suite"',
  );
});
