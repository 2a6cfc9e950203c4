import { describe, expect, test } from 'vitest';
import { parseExpected } from '../../../../src/checks/smoke/expect/deployment-value.ts';
import { readValues, type ValueReader } from '../../../../src/checks/smoke/expect/read-values.ts';
import type { TaskDefinition } from '../../../../src/checks/smoke/expect/task-definition.ts';
import type { EcsContainerImage } from '../../../../src/deployment/ecs.ts';
import { awsError, FakeEcs } from '../../../deployment/fake-readers.ts';
import { targetOfEvent } from '../../../deployment/target-of-event.ts';

const { signal } = new AbortController();
const target = targetOfEvent('POST_TEST_TRAFFIC_SHIFT.doc');
const blue = 'arn:aws:ecs:us-west-2:123456789012:service-revision/my-cluster/my-service/1920498462936580504';
const taskDefinition = (revision: number) => `arn:aws:ecs:us-west-2:123456789012:task-definition/shop:${revision}`;
const digest = (letter: string) => `sha256:${letter.repeat(64)}`;

describe('readValues', () => {
  test('reads nothing for the revision, because no other revision shares its id', async () => {
    const read = await readValues(wanted('$revisionId'), target, undefined, signal);

    expect(read).toEqual({
      ok: true,
      values: new Map([['$revisionId', { forms: [target.revisionId], isSecret: false, provesGreen: true }]]),
    });
  });

  test('reads digest, tag, task definition and variable of the deployed revision', async () => {
    const read = await readFrom(['$imageDigest', '$imageTag:app', '$taskDefinition', '$env.VERSION']);

    expect(read).toEqual({
      ok: true,
      values: new Map([
        ['$imageDigest', { forms: [digest('b')], isSecret: false, provesGreen: true, formsBefore: [digest('a')] }],
        ['$imageTag:app', { forms: ['1.42'], isSecret: false, provesGreen: true, formsBefore: ['1.41'] }],
        [
          '$taskDefinition',
          {
            forms: [taskDefinition(42), 'shop:42'],
            isSecret: false,
            provesGreen: true,
            formsBefore: [taskDefinition(41), 'shop:41'],
          },
        ],
        ['$env.VERSION', { forms: ['green'], isSecret: true, provesGreen: true, formsBefore: ['blue'] }],
      ]),
    });
  });

  test('reads no task definition if no variable is named', async () => {
    const world = new World();
    world.broken = new Error('must not be read');

    expect(await readFrom(['$imageTag'], world)).toMatchObject({ ok: true });
  });

  test.each<[string, (world: World) => void, string, boolean?]>([
    [
      'a source revision without a name',
      (world) => world.ecs.deployments.set(target.deploymentArn ?? '', { sourceServiceRevisions: [{}] }),
      'ECS does not say which revision ran before',
      true,
    ],
    [
      'a tag that stayed the same, such as latest',
      (world) => world.images('app', 'shop/app:1.42', digest('a')),
      '$imageTag is the same in the revision that ran before',
    ],
    [
      'an unread deployment',
      (world) => Object.assign(world.ecs.broken, { deployments: awsError('ThrottlingException', 'Rate exceeded') }),
      'what ran before could not be read: ThrottlingException: Rate exceeded',
      true,
    ],
    [
      'a deployment that ECS does not know',
      (world) => world.ecs.deployments.clear(),
      'ECS does not say which revision ran before',
      true,
    ],
    [
      'no list of source revisions',
      (world) => world.ecs.deployments.set(target.deploymentArn ?? '', {}),
      'ECS does not say which revision ran before',
      true,
    ],
    [
      'an unknown previous revision',
      (world) => world.ecs.revisions.delete(blue),
      'ECS does not know the revision that ran before',
    ],
    [
      'an unknown previous tag',
      (world) => world.images('app', `shop/app@${digest('a')}`, digest('a')),
      '$imageTag of the revision that ran before is not known: the image of app is named without a tag: use $imageDigest',
    ],
  ])('recognizes a value that proves nothing: %s', async (_case, change, because, isUnread = false) => {
    const world = new World();
    change(world);

    const read = await readFrom(['$imageTag'], world);

    expect(read.ok && read.values.get('$imageTag')).toEqual({
      ...{ forms: ['1.42'], isSecret: false, provesGreen: { because, isUnread } },
    });
  });

  test('proves nothing without a service deployment, and nothing at all without a reader', async () => {
    const { deploymentArn: _unnamed, ...rest } = target;
    const read = await readValues(
      wanted('$imageTag'),
      { ...rest, deploymentArn: undefined },
      async () => new World().reader(),
      signal,
    );

    expect(read.ok && read.values.get('$imageTag')?.provesGreen).toEqual({
      ...{ because: 'the event names no service deployment', isUnread: false },
    });
    expect(await readValues(wanted('$imageTag'), target, undefined, signal)).toMatchObject({
      ...{ ok: false, isUnread: true, reason: 'what is being deployed could not be read: nothing here reads it' },
    });
  });

  test('accepts every value as proof in a first deployment, and a variable that did not exist before', async () => {
    const first = new World();
    first.ecs.deployments.set(target.deploymentArn ?? '', { sourceServiceRevisions: [] });
    const added = new World();
    added.definitions.set(taskDefinition(41), { containerDefinitions: [{ name: 'app' }] });

    const inFirst = await readFrom(['$imageTag'], first);
    const whenAdded = await readFrom(['$env.VERSION'], added);
    const renamed = new World();
    renamed.images('web', 'shop/web:1.42', digest('a'));
    const whenRenamed = await readFrom(['$imageTag:app'], renamed);

    expect(inFirst.ok && inFirst.values.get('$imageTag')?.provesGreen).toBe(true);
    expect(whenAdded.ok && whenAdded.values.get('$env.VERSION')?.provesGreen).toBe(true);
    expect(whenRenamed.ok && whenRenamed.values.get('$imageTag:app')?.provesGreen).toBe(true);
  });

  test.each<[string, string, (world: World) => void, string, boolean]>([
    [
      '$imageDigest',
      'several containers',
      (world) => world.green([image('app'), image('proxy')]),
      '$imageDigest: the task has several containers; write "$imageDigest:app" or "$imageDigest:proxy"',
      false,
    ],
    ['$imageTag:ap', 'an unknown container', () => {}, '$imageTag:ap: there is no container ap, only app', false],
    [
      '$imageTag',
      'an image without a tag',
      (world) => world.green([image('app', `shop/app@${digest('b')}`)]),
      '$imageTag: the image of app is named without a tag: use $imageDigest',
      false,
    ],
    [
      '$imageDigest',
      'an unresolved digest',
      (world) => world.green([{ containerName: 'app', image: 'shop/app:1.42' }]),
      '$imageDigest: ECS has not resolved the digest of app: it does so with the first task, and never with versionConsistency disabled',
      true,
    ],
    [
      '$imageDigest',
      'no images',
      (world) => world.green(undefined),
      '$imageDigest: ECS names no images for the service revision',
      true,
    ],
    [
      '$imageTag',
      'an empty list of images',
      (world) => world.green([]),
      '$imageTag: ECS names no images for the service revision',
      true,
    ],
    [
      '$env.VERSION',
      'an unknown task definition',
      (world) => world.definitions.delete(taskDefinition(42)),
      `what is being deployed could not be read: ECS knows no task definition ${taskDefinition(42)}`,
      true,
    ],
    [
      '$env.VERSION',
      'no task definition',
      (world) => world.ecs.revisions.set(target.revisionArn, {}),
      'what is being deployed could not be read: ECS names no task definition for the service revision',
      true,
    ],
    [
      '$env.VERSION',
      'a task definition without containers',
      (world) => world.definitions.set(taskDefinition(42), {}),
      '$env.VERSION: the task definition is not known',
      true,
    ],
    [
      '$env.VERSION:web',
      'an unknown container',
      (world) =>
        world.definitions.set(taskDefinition(42), {
          containerDefinitions: [container('app', 'one'), container('proxy', 'two')],
        }),
      '$env.VERSION:web: there is no container web, only app, proxy',
      false,
    ],
    [
      '$env.SECRET',
      'a secret in one container of two',
      (world) =>
        world.definitions.set(taskDefinition(42), {
          containerDefinitions: [container('app', 'one'), { name: 'proxy' }],
        }),
      '$env.SECRET: it comes from a secret, and secrets are not read',
      false,
    ],
    [
      '$env.VERSION',
      'a variable without a value',
      (world) =>
        world.definitions.set(taskDefinition(42), {
          containerDefinitions: [{ name: 'app', environment: [{ name: 'VERSION' }] }],
        }),
      '$env.VERSION: it is empty, and an empty value proves nothing',
      false,
    ],
    [
      '$taskDefinition',
      'no task definition',
      (world) => world.ecs.revisions.set(target.revisionArn, {}),
      '$taskDefinition: ECS names no task definition for the service revision',
      true,
    ],
    [
      '$taskDefinition',
      'a task definition without a name',
      (world) => world.ecs.revisions.set(target.revisionArn, { taskDefinition: 'arn:aws:ecs:task-definition/' }),
      '$taskDefinition: ECS names no task definition for the service revision',
      true,
    ],
    [
      '$taskDefinition',
      'an unknown revision',
      (world) => world.ecs.revisions.delete(target.revisionArn),
      `what is being deployed could not be read: ECS knows no service revision ${target.revisionId}`,
      true,
    ],
    [
      '$env.VERSION',
      'a denied read',
      (world) => world.fail(awsError('AccessDeniedException', 'no')),
      'what is being deployed could not be read: AccessDeniedException: no',
      true,
    ],
    [
      '$env.OTHER',
      'an unknown variable',
      () => {},
      '$env.OTHER: no container of the task definition has this variable in its environment',
      false,
    ],
    ['$env.EMPTY', 'an empty variable', () => {}, '$env.EMPTY: it is empty, and an empty value proves nothing', false],
    ['$env.SECRET', 'a secret', () => {}, '$env.SECRET: it comes from a secret, and secrets are not read', false],
    [
      '$env.VERSION',
      'two values',
      (world) =>
        world.definitions.set(taskDefinition(42), {
          containerDefinitions: [container('app', 'one'), container('proxy', 'two')],
        }),
      '$env.VERSION: the task has several containers; write "$env.VERSION:app" or "$env.VERSION:proxy"',
      false,
    ],
  ])('has no value of %s with %s', async (text, _case, change, reason, isUnread) => {
    const world = new World();
    change(world);

    expect(await readFrom([text], world)).toMatchObject({ ok: false, reason, isUnread });
  });

  test('uses the image of the named container', async () => {
    const world = new World();
    world.green([image('app', 'shop/app:1.42'), image('proxy', 'shop/proxy:7')]);

    const read = await readFrom(['$imageTag:proxy'], world);

    expect(read.ok && read.values.get('$imageTag:proxy')?.forms).toEqual(['7']);
  });

  test('uses the variable of the named container, or the one value that all have', async () => {
    const world = new World();
    world.definitions.set(taskDefinition(42), {
      containerDefinitions: [container('app', 'one'), container('proxy', 'two')],
    });
    const named = await readFrom(['$env.VERSION:proxy'], world);
    world.definitions.set(taskDefinition(42), {
      containerDefinitions: [container('app', 'one'), container('proxy', 'one')],
    });
    const shared = await readFrom(['$env.VERSION'], world);

    expect(named.ok && named.values.get('$env.VERSION:proxy')?.forms).toEqual(['two']);
    expect(shared.ok && shared.values.get('$env.VERSION')?.forms).toEqual(['one']);
  });
});

/** ECS with two revisions of a service, blue before and green after. */
class World {
  readonly ecs = new FakeEcs();
  readonly definitions = new Map<string, TaskDefinition>();
  broken: Error | undefined;

  constructor() {
    this.ecs.deployments.set(target.deploymentArn ?? '', { sourceServiceRevisions: [{ arn: blue }] });
    this.images('app', 'shop/app:1.41', digest('a'));
    this.green([image('app')]);
    this.definitions.set(taskDefinition(41), { containerDefinitions: [container('app', 'blue')] });
    this.definitions.set(taskDefinition(42), { containerDefinitions: [container('app', 'green')] });
  }

  /** What blue runs. */
  images(containerName: string, imageName: string, imageDigest: string): void {
    this.ecs.revisions.set(blue, {
      serviceRevisionArn: blue,
      taskDefinition: taskDefinition(41),
      containerImages: [{ containerName, image: imageName, imageDigest }],
    });
  }

  green(containerImages: readonly EcsContainerImage[] | undefined): void {
    const { revisionArn } = target;
    this.ecs.revisions.set(revisionArn, {
      serviceRevisionArn: revisionArn,
      taskDefinition: taskDefinition(42),
      containerImages,
    });
  }

  /** Makes every read of a task definition fail. */
  fail(error: Error): void {
    this.broken = error;
  }

  reader(): ValueReader {
    return {
      describeServiceDeployment: (arn) => this.ecs.describeServiceDeployment(arn),
      // A call that can find nothing must not be made.
      describeServiceRevisions: async (arns) => {
        if (arns.length === 0) throw new Error('asked for no revision');
        return this.ecs.describeServiceRevisions(arns);
      },
      describeTaskDefinition: async (arn) => {
        if (this.broken) throw this.broken;
        return this.definitions.get(arn);
      },
    };
  }
}

function image(containerName: string, name = `shop/${containerName}:1.42`): EcsContainerImage {
  return { containerName, image: name, imageDigest: digest('b') };
}

function container(name: string, version: string) {
  const environment = [
    { name: 'VERSION', value: version },
    { name: 'EMPTY', value: '' },
  ];
  return { name, environment, secrets: [{ name: 'SECRET' }] };
}

function wanted(...texts: string[]) {
  return texts.map((text) => {
    const expected = parseExpected(text);
    if (expected?.kind !== 'deployment') throw new Error(`${text} names no value`);
    return expected;
  });
}

async function readFrom(texts: string[], world = new World()) {
  return readValues(wanted(...texts), target, async () => world.reader(), signal);
}
