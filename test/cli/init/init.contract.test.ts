import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatchClient, PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import { describe, expect, onTestFinished, test } from 'vitest';
import { serve } from '../../controller/ecs-api/serve.ts';
import { runningService } from '../../controller/play.ts';
import { motoClientConfig } from '../../helpers/moto.ts';
import { useMoto } from '../../helpers/use-moto.ts';
import { healthySetting } from '../doctor/healthy-setting.ts';
import { environmentOf, serveService, serviceName } from '../doctor/run-doctor.ts';
import { createGreenlightStack } from '../greenlight-stack.ts';
import { runCli } from '../run-cli.ts';
import { tooWide } from '../too-wide.ts';
import { ctrlC, enter, erase, terminalUser } from './terminal-user.ts';

const moto = useMoto();
const name = 'prod-cluster/retail-ui';

/** A deployed Greenlight, two services in one cluster, three alarms, and an empty folder. */
async function account() {
  const { endpoint } = moto();
  await createGreenlightStack(endpoint);
  const cloudwatch = new CloudWatchClient({ ...motoClientConfig(endpoint), region: 'us-west-2' });
  for (const AlarmName of ['retail-ui-5xx', 'retail-ui-latency', 'other']) {
    const metric = { MetricName: 'm', Namespace: 'n', Statistic: 'Sum', Period: 60, EvaluationPeriods: 1 } as const;
    await cloudwatch.send(
      new PutMetricAlarmCommand({ AlarmName, ...metric, Threshold: 1, ComparisonOperator: 'GreaterThanThreshold' }),
    );
  }
  const services = await Promise.all(
    ['retail-ui', 'cart'].map((service) => runningService({ service: { cluster: 'prod-cluster', service } })),
  );
  const api = await serve({ controllers: services.map(({ controller }) => controller) });
  const folder = emptyFolder();
  const env = { AWS_ENDPOINT_URL: endpoint, AWS_ENDPOINT_URL_ECS: api.endpoint, AWS_REGION: 'us-west-2' };
  const run = (args: readonly string[], answers: readonly (readonly [string, string])[] = []) => {
    const user = answers.length > 0 ? terminalUser(answers) : undefined;
    const options = user && { stdin: user.stdin, onOutput: user.see, columns: 80 };
    return runCli(args, { env, cwd: folder, ...options }).then((ran) => ({ ...ran, left: user?.left ?? [] }));
  };
  return { run, folder, read: () => readFileSync(join(folder, 'hooks.yaml'), 'utf8') };
}

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'greenlight-init-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

const written = `# The hooks of ${name}. To attach them, and after each change:
#   greenlight attach ${name} --file hooks.yaml
- hook: smoke
  hookDetails:
    requests:
      - /health
- hook: alarms
  hookDetails:
    prefix: retail-ui
- hook: approval
  hookDetails:
    reviewers:
      - ana@example.com
      - ben@example.com
    approvals: 2
`;

describe('greenlight init in a terminal', () => {
  test('asks for everything, says what is wrong with an answer, and writes the file', async () => {
    const { run, read, folder } = await account();

    const { code, stdout, stderr, left } = await run(
      ['init'],
      [
        ['Which service?', 'nothing such'],
        ['No matches', `${erase}retail${enter}`],
        ['Which page must answer', `health${enter}`],
        ['is not a path', `${erase}/health${enter}`],
        ['Alarms whose names begin', `${erase}nothing-of-this-name${enter}`],
        ['No alarm has a name that begins with "nothing-of-this-name"', `${erase}retail-ui${enter}`],
        ['Who approves?', `ana${enter}`],
        ['"ana" is not a mail address', `${erase}ana@example.com ana@example.com${enter}`],
        ['is named twice', `${erase}ana@example.com, ben@example.com${enter}`],
        ['How many of the 2 must approve?', `${erase}3${enter}`],
        ['"3" is not a number from 1 to 2', `${erase}2${enter}`],
        ['Write these hooks to hooks.yaml?', `y`],
      ],
    );

    expect({ code, left }).toEqual({ code: 0, left: [] });
    expect(read()).toBe(written);
    expect(readdirSync(folder)).toEqual(['hooks.yaml']);
    expect(stdout).toContain('+ added    smoke');
    expect(stdout).toContain('Wrote hooks.yaml.');
    expect(stdout).toContain('How long a deployment takes with these hooks');
    expect(stdout).toContain('What doctor finds');
    expect(stdout).toContain(`next: greenlight attach ${name} --file hooks.yaml`);
    expect(stderr).toContain('2 alarms: retail-ui-5xx, retail-ui-latency');
    expect(tooWide(stdout)).toEqual([]);
  });

  test.each([
    ['the service', [['Which service?', ctrlC]]],
    ['the page', [['Which page', ctrlC]]],
    [
      'the alarms',
      [
        ['Which page', `/health${enter}`],
        ['Alarms whose', ctrlC],
      ],
    ],
    [
      'the reviewers',
      [
        ['Which page', `/health${enter}`],
        ['Alarms whose', enter],
        ['Who approves?', ctrlC],
      ],
    ],
    [
      'the last question',
      [
        ['Which page', `/health${enter}`],
        ['Alarms whose', enter],
        ['Who approves?', enter],
        ['Write these', ctrlC],
      ],
    ],
    [
      'a no',
      [
        ['Which page', `/health${enter}`],
        ['Alarms whose', enter],
        ['Who approves?', enter],
        ['Write these', 'n'],
      ],
    ],
  ] as const)('leaves nothing behind after %s', async (what, answers) => {
    const { run, folder } = await account();

    const { code, stderr, left } = await run(what === 'the service' ? ['init'] : ['init', name], answers);

    expect({ code, left, files: readdirSync(folder) }).toEqual({ code: 1, left: [], files: [] });
    expect(stderr).toContain('Nothing was written.');
  });

  test('asks before it replaces a file', async () => {
    const { run, folder, read } = await account();
    writeFileSync(join(folder, 'hooks.yaml'), 'mine');
    const flags = ['init', name, '--health-path', '/health', '--alarm-prefix', 'retail-ui', '--approvals', '2'];
    const reviewers = ['--reviewer', 'ana@example.com', '--reviewer', 'ben@example.com'];

    const no = await run([...flags, ...reviewers], [['hooks.yaml exists. Replace it?', 'n']]);
    const kept = read();
    const yes = await run([...flags, ...reviewers], [['hooks.yaml exists. Replace it?', 'y']]);

    expect([no.code, kept, yes.code, read()]).toEqual([1, 'mine', 0, written]);
  });
});

describe('greenlight init without a terminal', () => {
  test('writes what the flags say, and what AWS suggests', async () => {
    const { run, read } = await account();

    const { code } = await run([
      ...['init', name, '--yes', '--health-path', '/health', '--approvals', '2'],
      ...['--reviewer', 'ana@example.com', '--reviewer', 'ben@example.com'],
    ]);

    expect([code, read()]).toEqual([0, written]);
  });

  test('suggests the page that the load balancer checks', async () => {
    const { endpoint } = moto();
    const setting = await healthySetting(endpoint);
    const env = { ...environmentOf(endpoint), AWS_ENDPOINT_URL_ECS: await serveService(setting) };
    const folder = emptyFolder();

    const { code } = await runCli(['init', serviceName, '--yes', '--no-alarms', '--no-approval'], { env, cwd: folder });

    expect([code, readFileSync(join(folder, 'hooks.yaml'), 'utf8')]).toEqual([
      0,
      expect.stringContaining('- /health\n'),
    ]);
  });

  test('prints one object with -o json', async () => {
    const { run } = await account();

    const { code, stdout } = await run(['init', name, '--yes', '--no-smoke', '--no-approval', '-o', 'json']);

    expect([code, JSON.parse(stdout)]).toEqual([
      0,
      {
        outcome: 'written',
        service: name,
        file: 'hooks.yaml',
        hooks: [{ hook: 'alarms', hookDetails: { prefix: 'retail-ui' } }],
      },
    ]);
  });

  test.each([
    ['no terminal', ['init', name], 'cannot ask: not a terminal', 'greenlight init <cluster>/<service> --yes'],
    ['no service', ['init', '--yes'], 'no service is named', 'greenlight init <cluster>/<service> --yes'],
    ['no reviewer', ['init', name, '--yes'], 'no approver is named', '--reviewer <mail>, or --no-approval'],
    [
      'a wrong reviewer',
      ['init', name, '--yes', '--reviewer', 'ana'],
      '--reviewer: "ana" is not a mail address',
      'ana@example.com',
    ],
    [
      'a wrong path',
      ['init', name, '--yes', '--health-path', 'health', '--no-approval'],
      '"health" is not a path',
      '/health',
    ],
    [
      'too many approvals',
      ['init', name, '--yes', '--reviewer', 'ana@example.com', '--approvals', '2'],
      '"2" is not a number from 1 to 1',
      '',
    ],
    [
      'reviewers of no approval',
      ['init', name, '--yes', '--no-approval', '--reviewer', 'ana@example.com'],
      '--reviewer contradicts --no-approval',
      'leave out one of them',
    ],
    [
      'a number of approvals of no approval',
      ['init', name, '--yes', '--approvals', '2', '--no-approval'],
      '--approvals contradicts --no-approval',
      'leave out one of them',
    ],
    [
      'the page of no smoke test',
      ['init', name, '--yes', '--no-smoke', '--no-approval', '--health-path', '/'],
      '--health-path contradicts --no-smoke',
      'leave out one of them',
    ],
    [
      'names of no alarms',
      ['init', name, '--yes', '--alarm-prefix', 'basket', '--no-alarms', '--no-approval'],
      '--alarm-prefix contradicts --no-alarms',
      'leave out one of them',
    ],
    [
      'no check at all',
      ['init', name, '--yes', '--no-smoke', '--no-alarms', '--no-approval'],
      'no check was chosen',
      'at least one',
    ],
    [
      'a missing service',
      ['init', 'prod-cluster/nope', '--yes', '--no-approval', '--no-alarms', '--health-path', '/'],
      'there is no service',
      'list-services',
    ],
    [
      'a missing folder',
      ['init', name, '--yes', '--no-approval', '--file', 'no/such/hooks.yaml'],
      'cannot be written: its folder does not exist',
      '--file <file>',
    ],
  ])('refuses %s, and says what to do', async (_what, args, message, next) => {
    const { run, folder } = await account();

    const { code, stderr } = await run(args);

    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(stderr).toContain(next);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('replaces a file only with --overwrite', async () => {
    const { run, folder, read } = await account();
    writeFileSync(join(folder, 'hooks.yaml'), 'mine');
    const flags = ['init', name, '--yes', '--no-approval', '--no-alarms', '--health-path', '/health'];

    const refused = await run(flags);
    const kept = read();
    const replaced = await run([...flags, '--overwrite']);

    expect([refused.code, kept, replaced.code]).toEqual([2, 'mine', 0]);
    expect(refused.stderr).toContain('hooks.yaml exists already\n  next: pass --overwrite');
    expect(read()).toContain('- /health');
  });
});

describe('greenlight attach without hooks, in a terminal', () => {
  test('asks for them, and attaches them after a yes', async () => {
    const { run } = await account();

    const { code, stdout, left } = await run(
      ['attach', name],
      [
        ['Which page', `/health${enter}`],
        ['Alarms whose', `${erase}${enter}`],
        ['Who approves?', `ana@example.com${enter}`],
        ['these 2 hooks', `y${enter}`],
      ],
    );

    expect({ code, left }).toEqual({ code: 0, left: [] });
    expect(stdout).toContain('Done: ECS now has these 2 hooks.');
  });

  test('changes nothing after Ctrl-C', async () => {
    const { run } = await account();

    const { code, stderr } = await run(['attach'], [['Which service?', ctrlC]]);

    expect(code).toBe(1);
    expect(stderr).toContain('Nothing was changed.');
  });
});
