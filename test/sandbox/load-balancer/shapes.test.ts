import { afterEach, describe, expect, test } from 'vitest';
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

  test('other listeners than those in its folder does not start', async () => {
    const { sandbox, folder } = await start('own');
    await sandbox.stop();

    await expect(startTestSandbox(passing, { folder, listener: 'two' })).rejects.toThrow(
      /service\.json has a service with other listeners; choose another folder, or remove this one/,
    );
  });
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
