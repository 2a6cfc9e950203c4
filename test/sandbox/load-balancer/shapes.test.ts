import { afterEach, describe, expect, test } from 'vitest';
import { isTestRuleShadowed } from '../../../src/sandbox/load-balancer/list-doors.ts';
import { type ListenerShape, listenerShapes, planShape } from '../../../src/sandbox/load-balancer/shapes.ts';
import { retailNames } from '../../../src/sandbox/retail-service.ts';
import { newFolder, passing, startTestSandbox } from '../sandbox-fixture.ts';

const undoing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const undo of undoing.splice(0).reverse()) await undo();
});

describe('a sandbox with', () => {
  test.each<[ListenerShape, [string, string[]][]]>([
    [
      'own',
      [
        ['production', ['default: anything else, production']],
        ['test', ['default: anything else, test']],
      ],
    ],
    ['header', [['production', ['10: header X-Canary-Test is true, test', 'default: anything else, production']]]],
    [
      'shadowed',
      [
        ['production', ['default: anything else, production']],
        ['test', ['1: path is /health, answers 200 itself', 'default: anything else, test']],
      ],
    ],
    [
      'two',
      [
        ['production', ['default: anything else, production']],
        ['test', ['default: anything else, test']],
        ['second production', ['default: anything else, production']],
        ['second test', ['default: anything else, test']],
      ],
    ],
    [
      'shared',
      (['production', 'test'] as const).map((does) => [
        does,
        [
          '10: path is /api/*, target group orders-api-1 of another service',
          '20: path is /admin or /admin/*, target group back-office-1 of another service',
          `30: path is /*, ${does}`,
          'default: anything else, answers 404 itself',
        ],
      ]),
    ],
    [
      'nlb',
      [
        ['production', ['default: anything else, production']],
        ['test', ['default: anything else, test']],
      ],
    ],
    [
      'service-connect',
      [['production', ['1: header x-amzn-ecs-blue-green-test is there, test', 'default: anything else, production']]],
    ],
  ])('%s listeners has these rules', async (listener, doors) => {
    const { sandbox } = await start(listener);

    expect(
      sandbox
        .doors()
        .map(({ name, rules }) => [name, rules.map(({ priority, when, does }) => `${priority}: ${when}, ${does}`)]),
    ).toEqual(doors);
  });

  test('a header rule shows the new version only to requests with the header, and says so on its page', async () => {
    const { sandbox } = await start('header');
    const { serviceDeploymentArn } = sandbox.deploy();
    const versions = async () => {
      const plain = await fetch(`${sandbox.urls.production}/health`);
      const marked = await fetch(`${sandbox.urls.production}/health`, { headers: { 'x-canary-test': 'true' } });
      return [plain, marked].map((response) => response.headers.get('x-answered-by-rule'));
    };

    expect(await versions()).toEqual(['default', '10']);
    const page = await (await fetch(`${sandbox.urls.dashboard}/`)).text();
    expect(page).toContain(`curl -H &#39;X-Canary-Test: true&#39; ${sandbox.urls.production}/`);
    expect(page).not.toContain('id="test-frame"');
    expect(page).toContain('id="production-frame"');
    await sandbox.controller.waitForDeployment(serviceDeploymentArn);
  });

  test('a shadowing rule answers one path by itself, and the page counts the requests', async () => {
    const { sandbox } = await start('shadowed');

    const health = await fetch(`${sandbox.urls.test}/health`);

    expect(health.headers.get('server')).toBe('awselb/2.0');
    expect(sandbox.doors()[1]?.rules.map(({ answered }) => answered)).toEqual([1, 0]);
    expect(await (await fetch(`${sandbox.urls.dashboard}/`)).text()).toContain('answers 200 itself');
  });

  test('two load balancers moves both, each to its own target group', async () => {
    const { sandbox } = await start('two');
    const { serviceDeploymentArn } = sandbox.deploy();
    await sandbox.controller.waitForDeployment(serviceDeploymentArn);

    const versions = await Promise.all(
      sandbox
        .doors()
        .map(async ({ url }) => ((await (await fetch(`${url}/health`)).json()) as { version: string }).version),
    );

    expect(versions).toEqual(['1.42', '1.42', '1.42', '1.42']);
  });

  test('shared listeners sends the paths of other services to their target groups, and the rest to its own', async () => {
    const { sandbox } = await start('shared');
    const [orders, shop] = await Promise.all([
      fetch(`${sandbox.urls.production}/api/orders`),
      fetch(`${sandbox.urls.production}/health`),
    ]);

    expect(await orders.text()).toContain('Target group orders-api-1\n\nIt belongs to another service');
    expect(orders.headers.get('x-served-by-revision')).toBeNull();
    expect(await shop.json()).toMatchObject({ version: '1.41' });
    expect(await (await fetch(`${sandbox.urls.dashboard}/`)).text()).toContain(
      'target group orders-api-1 of another service',
    );
  });

  test('a Network Load Balancer has listeners without rules, and adds nothing to what passes through', async () => {
    const { sandbox } = await start('nlb');
    const { headers } = await fetch(`${sandbox.urls.production}/health`);

    expect(Object.keys(Object.fromEntries(headers)).filter((name) => /^x-(answered|served)/.test(name))).toEqual([]);
    expect(sandbox.doors().map(({ protocol }) => protocol)).toEqual(['TCP', 'TCP']);
    expect(sandbox.served().production.size).toBe(1);
  });

  test('Service Connect shows the new version to requests with its header, with any value', async () => {
    const { sandbox } = await start('service-connect');
    const name = 'x-amzn-ecs-blue-green-test';
    const answers = await Promise.all(
      [{}, { [name]: 'test' }, { [name]: '' }].map((headers) =>
        fetch(`${sandbox.urls.production}/health`, { headers }),
      ),
    );

    expect(answers.map(({ headers }) => headers.get('x-answered-by-rule'))).toEqual(['default', '1', '1']);
    expect(sandbox.doors()[0]?.loadBalancer).toBe('retail-ui-client');
    const page = await (await fetch(`${sandbox.urls.dashboard}/`)).text();
    expect(page).toContain(`curl -H &#39;${name}: test&#39; ${sandbox.urls.production}/`);
    expect(page).toMatch(/<h2 id="test-title">Test rule /);
  });

  test('other listeners than those in its folder does not start', async () => {
    const { sandbox, folder } = await start('own');
    await sandbox.stop();

    await expect(startTestSandbox(passing, { folder, listener: 'two' })).rejects.toThrow(
      /service\.json has a service with other listeners; choose another folder, or remove this one/,
    );
  });
});

test.each([
  ['header', false],
  ['shadowed', true],
  ['shared', false],
] as const)('in a door of %s, the test rule is shadowed: %s', async (shape, isShadowed) => {
  const { sandbox } = await start(shape);

  expect(sandbox.doors().some(isTestRuleShadowed)).toBe(isShadowed);
});

test.each(listenerShapes)('%s names each rule once, and every listener ends with its default rule', (shape) => {
  const { listeners, loadBalancers } = planShape(shape, retailNames, 'ui');
  const arns = listeners.flatMap(({ rules }) => rules.map(({ arn }) => arn));

  expect(new Set(arns).size).toBe(arns.length);
  expect(listeners.map(({ rules }) => rules.at(-1)?.priority)).toEqual(listeners.map(() => 'default'));
  for (const { advancedConfiguration } of loadBalancers) {
    expect(arns).toContain(advancedConfiguration.productionListenerRule);
    expect(arns).toContain(advancedConfiguration.testListenerRule);
  }
});

async function start(listener: ListenerShape) {
  const { folder, remove } = await newFolder();
  undoing.push(remove);
  const sandbox = await startTestSandbox(passing, { folder, listener });
  undoing.push(sandbox.stop);
  return { sandbox, folder };
}
