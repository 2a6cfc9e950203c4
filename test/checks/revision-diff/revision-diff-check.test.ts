import { describe, expect, test } from 'vitest';
import { gateConfigSchema } from '../../../src/checks/gate/gate-config.ts';
import { revisionDiffCheck } from '../../../src/checks/revision-diff/revision-diff-check.ts';
import { withTerms } from '../../../src/checks/terms/with-terms.ts';
import { areas, diffDefinitions } from '../../../src/deployment/changes/diff-definitions.ts';
import { readConfiguration } from '../../../src/hook/configuration.ts';
import type { JsonObject } from '../../../src/hook/json.ts';
import type { Verdict } from '../../../src/hook/verdict.ts';
import { awsError, FakeEcs } from '../../deployment/fake-readers.ts';
import { targetOfEvent } from '../../deployment/target-of-event.ts';
import { blueArn } from '../../helpers/hook.ts';
import { contextFor, whatIsWrongWith } from '../check-context.ts';

const target = targetOfEvent('PRE_SCALE_UP.doc');

const container = {
  name: 'ui',
  image: 'shop/ui:1',
  cpu: 0,
  essential: true,
  portMappings: [
    { containerPort: 80, protocol: 'tcp' },
    { containerPort: 8080, protocol: 'tcp' },
  ],
  environment: [
    { name: 'MODE', value: 'live' },
    { name: 'API_KEY', value: 'hunter2-before' },
  ],
  secrets: [{ name: 'DB', valueFrom: 'arn:aws:ssm:us-west-2:123456789012:parameter/db-before' }],
  command: ['serve', '--token', 'hunter2'],
  mountPoints: [],
  logConfiguration: { logDriver: 'splunk', options: { 'splunk-token': 'hunter2' } },
};
const definition = {
  taskDefinitionArn: 'arn:aws:ecs:us-west-2:123456789012:task-definition/shop:1',
  revision: 1,
  registeredAt: new Date(0),
  family: 'shop',
  taskRoleArn: 'arn:aws:iam::123456789012:role/shop',
  networkMode: 'awsvpc',
  cpu: '256',
  memory: '512',
  containerDefinitions: [container],
};
const changed = (changes: object, ofContainer: object = {}) => ({
  ...definition,
  ...{ revision: 2, taskDefinitionArn: `${definition.taskDefinitionArn}2`, registeredAt: new Date(1) },
  containerDefinitions: [{ ...container, ...ofContainer }],
  ...changes,
});

/** A deployment from one task definition to another. */
class Deployment {
  readonly ecs = new FakeEcs();
  readonly definitions = new Map<string, object>();
  broken: Error | undefined;

  constructor(before: object | undefined, after: object) {
    const add = (arn: string, id: string, value: object) => {
      this.ecs.revisions.set(arn, { serviceRevisionArn: arn, taskDefinition: id });
      this.definitions.set(id, value);
    };
    add(target.revisionArn, 'shop:2', after);
    if (before) add(blueArn, 'shop:1', before);
    this.ecs.deployments.set(target.deploymentArn as string, {
      sourceServiceRevisions: before ? [{ arn: blueArn }] : [],
    });
  }

  check() {
    return revisionDiffCheck({
      describeServiceDeployment: (arn) => this.ecs.describeServiceDeployment(arn),
      describeServiceRevisions: (arns) => this.ecs.describeServiceRevisions(arns),
      describeTaskDefinition: async (arn) => {
        if (this.broken) throw this.broken;
        return this.definitions.get(arn);
      },
    });
  }

  async call(hookDetails: JsonObject = {}): Promise<Verdict> {
    const check = withTerms(this.check(), true);
    return check.run(target, await contextFor(check, hookDetails));
  }
}

describe('what may change without asking', () => {
  test('is the image, unless configured otherwise', async () => {
    const release = new Deployment(definition, changed({}, { image: 'shop/ui:2' }));

    expect(await release.call()).toEqual({
      kind: 'pass',
      reason: 'only what may change has: container ui: image shop/ui:1 → shop/ui:2',
      findings: [
        { name: 'container ui: image', outcome: 'passed', found: 'shop/ui:1 → shop/ui:2', allowed: 'may change' },
      ],
    });
    expect(await release.call({ mayChange: [] })).toMatchObject({ kind: 'fail' });
    expect(await release.call({ mayChange: ['size'] })).toMatchObject({ kind: 'fail' });
  });

  test('is not what means the same in another order', async () => {
    const same = {
      environment: container.environment.toReversed(),
      portMappings: container.portMappings.toReversed(),
      mountPoints: undefined,
      volumesFrom: [],
    };

    expect(await new Deployment(definition, changed({ volumes: [] }, same)).call({ mayChange: [] })).toMatchObject({
      kind: 'pass',
      reason: 'nothing has changed',
    });
    expect(
      await new Deployment(definition, changed({}, { command: container.command.toReversed() })).call(),
    ).toMatchObject({ kind: 'fail' });
  });

  test.each([
    [
      'roles',
      changed({ taskRoleArn: 'arn:aws:iam::123456789012:role/admin' }),
      'taskRoleArn arn:aws:iam::123456789012:role/shop → arn:aws:iam::123456789012:role/admin',
    ],
    [
      'roles',
      changed({ executionRoleArn: 'arn:aws:iam::123456789012:role/x' }),
      'executionRoleArn none → arn:aws:iam::123456789012:role/x',
    ],
    ['network', changed({ networkMode: 'host' }), 'networkMode awsvpc → host'],
    ['size', changed({ cpu: '4096' }), 'cpu 256 → 4096'],
    [
      'platform',
      changed({ runtimePlatform: { cpuArchitecture: 'ARM64' } }),
      'runtimePlatform none → {"cpuArchitecture":"ARM64"}',
    ],
    ['ports', changed({}, { portMappings: [{ containerPort: 22, protocol: 'tcp' }] }), 'container ui: portMappings'],
    [
      'secrets',
      changed({}, { secrets: [...container.secrets, { name: 'ROOT', valueFrom: 'arn:root' }] }),
      'container ui: secret ROOT added',
    ],
    ['secrets', changed({}, { secrets: [{ name: 'DB', valueFrom: 'arn:other' }] }), 'container ui: secret DB changed'],
    [
      'environment',
      changed({}, { environment: [{ name: 'MODE', value: 'test' }, container.environment[1]] }),
      'container ui: variable MODE changed',
    ],
    ['environment', changed({}, { environment: [] }), 'container ui: variable MODE removed'],
    ['command', changed({}, { command: ['sh'] }), 'container ui: command changed'],
    ['logging', changed({}, { logConfiguration: { logDriver: 'none' } }), 'container ui: logConfiguration changed'],
    ['healthCheck', changed({}, { healthCheck: { command: ['true'] } }), 'container ui: healthCheck changed'],
    ['volumes', changed({ volumes: [{ name: 'host', host: { sourcePath: '/' } }] }), 'volumes changed'],
    [
      'containers',
      changed({ containerDefinitions: [container, { name: 'miner', image: 'x' }] }),
      'container miner added',
    ],
    ['containers', changed({ containerDefinitions: [] }), 'container ui removed'],
  ])('%s only if configured: %#', async (area, after, reason) => {
    const release = new Deployment(definition, after);

    expect(await release.call()).toMatchObject({
      kind: 'fail',
      reason: expect.stringContaining(`more has changed than image: ${reason}`),
    });
    expect(await release.call({ mayChange: [area] })).toMatchObject({ kind: 'pass' });
  });

  test.each([
    ['privileged', changed({}, { privileged: true })],
    ['user', changed({}, { user: 'root' })],
    ['a field that is new', changed({ canLaunchRockets: true })],
    ['the family', changed({ family: 'other' })],
  ])('is never %s', async (_what, after) => {
    expect(await new Deployment(definition, after).call({ mayChange: [...areas] })).toMatchObject({ kind: 'fail' });
  });

  test('holds for every version that runs before', async () => {
    const release = new Deployment(definition, changed({}, { image: 'shop/ui:3' }));
    const other = `${blueArn}1`;
    release.ecs.revisions.set(other, { serviceRevisionArn: other, taskDefinition: 'shop:0' });
    release.definitions.set('shop:0', { ...definition, networkMode: 'host' });
    release.ecs.deployments.set(target.deploymentArn as string, {
      sourceServiceRevisions: [{ arn: blueArn }, { arn: other }],
    });

    expect(await release.call()).toMatchObject({
      kind: 'fail',
      reason: 'more has changed than image: networkMode host → awsvpc',
    });
  });
});

test('no value of a variable, a secret, a command or an option is shown', () => {
  const secretive = JSON.parse(
    JSON.stringify(definition)
      .replaceAll('hunter2', 'swordfish')
      .replaceAll('db-before', 'db-after')
      .replaceAll('live', 'dark'),
  );
  const changes = JSON.stringify(diffDefinitions(JSON.parse(JSON.stringify(definition)), secretive));

  expect(JSON.parse(changes)).toHaveLength(5);
  for (const value of ['hunter2', 'swordfish', 'db-before', 'db-after', 'live', 'dark'])
    expect(changes).not.toContain(value);
});

describe('other changes', () => {
  const other = () => new Deployment(definition, changed({ networkMode: 'host' }));

  test('are for people if configured, with the findings next to the question', async () => {
    expect(await other().call({ onOther: 'ask' })).toMatchObject({
      kind: 'fail',
      inconclusive: true,
      ask: true,
      findings: [{ name: 'networkMode', outcome: 'unknown', found: 'awsvpc → host', allowed: 'as before' }],
    });
    expect(await other().call()).not.toHaveProperty('ask');
  });

  test('cannot be for people if nobody is asked', async () => {
    const registry = {
      'revision-diff': async () => withTerms(other().check() as never, true),
      approval: async () => ({ name: 'approval', asksPeople: 'always' as const }),
    };
    const read = (checks: readonly JsonObject[]) =>
      readConfiguration({ checks }, {}, gateConfigSchema(registry as never));

    expect(await read([{ 'revision-diff': { onOther: 'ask' } }])).toMatchObject({
      ok: false,
      reason: expect.stringContaining('put an approval after this check'),
    });
    expect(await read([{ 'revision-diff': { onOther: 'ask' } }, { approval: {} }])).toMatchObject({ ok: true });
  });
});

describe('what cannot be compared', () => {
  test('is inconclusive in a first deployment, unless that may pass', async () => {
    const first = new Deployment(undefined, definition);

    expect(await first.call()).toMatchObject({
      kind: 'fail',
      inconclusive: true,
      reason: 'there is no earlier version to compare with',
    });
    expect(await first.call({ firstDeployment: 'pass' })).toMatchObject({ kind: 'pass' });
  });

  test.each([
    [
      'ECS does not say what ran before',
      (release: Deployment) => release.ecs.deployments.set(target.deploymentArn as string, {}),
    ],
    [
      'ECS does not name what ran before',
      (release: Deployment) =>
        release.ecs.deployments.set(target.deploymentArn as string, { sourceServiceRevisions: [{}] }),
    ],
    ['the revision before is gone', (release: Deployment) => release.ecs.revisions.delete(blueArn)],
    ['its task definition is gone', (release: Deployment) => release.definitions.delete('shop:1')],
    [
      'task definitions cannot be read',
      (release: Deployment) => Object.assign(release, { broken: awsError('AccessDeniedException', 'no') }),
    ],
  ])('is an error if %s', async (_what, prepare) => {
    const release = new Deployment(definition, changed({}, { image: 'shop/ui:2' }));
    prepare(release);

    expect((await release.call()).kind).toBe('error');
  });
});

test('refuses an area that does not exist', async () => {
  expect(await whatIsWrongWith(new Deployment(definition, definition).check(), { mayChange: ['role'] })).toContain(
    'mayChange[0]: expected a list of image, environment, secrets',
  );
});
