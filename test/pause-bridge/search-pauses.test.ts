import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DeploymentFinder } from '../../src/pause-bridge/search/find-deployments.ts';
import { findDeployments } from '../../src/pause-bridge/search/find-deployments.ts';
import { placesOf } from '../../src/pause-bridge/search/search-places.ts';
import { type PauseSetup, parameterPrefix, pauseArn, pauseSetup, sweepAt } from './pause-setup.ts';

/** A pause of which no event arrives, and the sweeps of this many minutes. */
async function unheard(minutes: number, options: Parameters<typeof pauseSetup>[0] = {}): Promise<PauseSetup> {
  const setup = await pauseSetup(options);
  await setup.pause();
  setup.events.length = 0;
  await sweepFor(setup, minutes);
  return setup;
}

async function sweepFor(setup: PauseSetup, minutes: number): Promise<void> {
  for (let minute = 0; minute < minutes; minute += 1) {
    await setup.minutes(1);
    expect(await setup.send(sweepAt(setup.clock.now()))).toEqual([]);
  }
}

const status = ({ controller, serviceDeploymentArn }: PauseSetup) =>
  controller.describeServiceDeployment(serviceDeploymentArn).status;

describe('a pause whose event never arrived', () => {
  test('is found within five minutes, and people decide as if the event had come', async () => {
    const setup = await unheard(5);
    expect(setup.request()).toMatchObject({ status: 'PENDING', subject: { stage: 'POST_TEST_TRAFFIC_SHIFT' } });
    expect(setup.notifier.sent).toHaveLength(1);

    await setup.approve();
    await sweepFor(setup, 10);

    expect(status(setup)).toBe('SUCCESSFUL');
    expect(setup.answers.map(({ action }) => action)).toEqual(['CONTINUE']);
    expect(setup.keys('undelivered/')).toEqual([]);
  });

  test.each([
    ['its stage', `${parameterPrefix}/my-cluster/my-service/POST_TEST_TRAFFIC_SHIFT`],
    ['its service', `${parameterPrefix}/my-cluster/my-service`],
    ['its cluster', `${parameterPrefix}/my-cluster`],
    ['the account', parameterPrefix],
  ])('is found if %s is configured', async (_, name) => {
    const setup = await unheard(5, { parameters: { [name]: '{}' } });

    expect(setup.request().status).toBe('PENDING');
  });

  test('is found if all pauses are asked about, and if tags configure it', async () => {
    const always = await unheard(5, { parameters: {}, asksAlways: true });
    const tagged = await unheard(5, { parameters: {}, tags: { 'greenlight:pause:title': 'Shop' } });

    expect(always.request().status).toBe('PENDING');
    expect(tagged.request().subject.title).toBe('Shop');
  });

  test('is left alone if nobody configured it, and asks nobody again once it is decided', async () => {
    const alone = await unheard(11, { parameters: { [`${parameterPrefix}/my-cluster/other`]: '{}' } });
    const decided = await unheard(5);
    await decided.approve();
    await sweepFor(decided, 15);

    expect(alone.keys('')).toEqual([]);
    expect(decided.notifier.sent).toHaveLength(1);
    expect(decided.keys('approvals/')).toHaveLength(1);
  });

  test('is found in a rolling deployment, of which ECS names no stage', async () => {
    const setup = await unheard(5, {
      configuration: {
        strategy: 'ROLLING',
        lifecycleHooks: [{ targetType: 'PAUSE', lifecycleStages: ['PRE_SCALE_UP'] }],
      },
    });

    expect(setup.request().subject.stage).toBe('PRE_SCALE_UP');
  });

  test('waits for the checks of its stage, as one of which an event came', async () => {
    let passes = false;
    const setup = await unheard(5, {
      configuration: {
        strategy: 'BLUE_GREEN',
        bakeTimeInMinutes: 0,
        lifecycleHooks: [
          { targetType: 'PAUSE', lifecycleStages: ['POST_TEST_TRAFFIC_SHIFT'] },
          {
            targetType: 'AWS_LAMBDA',
            lifecycleStages: ['POST_TEST_TRAFFIC_SHIFT'],
            hookTargetArn: pauseArn('smoke'),
            roleArn: 'arn:aws:iam::123456789012:role/invoke',
          },
        ],
      },
      hookFunction: { handler: () => ({ hookStatus: passes ? 'SUCCEEDED' : 'IN_PROGRESS', callBackDelay: 30 }) },
    });
    expect(setup.keys('approvals/')).toEqual([]);

    passes = true;
    await sweepFor(setup, 2);

    expect(setup.request().status).toBe('PENDING');
  });

  test('a search that fails leaves the sweep alone, and the next one finds the pause', async () => {
    const setup = await pauseSetup();
    await setup.pause();
    setup.events.length = 0;
    const works = setup.finder.runningDeployments;
    setup.finder.runningDeployments = async () => {
      throw Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' });
    };

    await sweepFor(setup, 5);
    expect(setup.keys('approvals/')).toEqual([]);
    expect(setup.logger.lines.map(({ message }) => message)).toContain('the search for pauses did not finish');

    setup.finder.runningDeployments = works;
    await sweepFor(setup, 5);
    expect(setup.request().status).toBe('PENDING');
  });
});

describe('findDeployments', () => {
  const cluster = (index: number) => `cluster-${index}`;
  // In the order of the alphabet.
  const serviceName = (index: number) => `service-${String(index).padStart(4, '0')}`;
  const serviceNames = Array.from({ length: 1200 }, (_, index) => serviceName(index));

  /** A finder over clusters with this many services, and the calls that it gets. */
  function finderOver(counts: readonly number[], pageSize = 100) {
    const calls: string[] = [];
    const pageOf = (all: readonly string[], token = '0') => {
      const from = Number(token);
      const next = from + pageSize < all.length ? String(from + pageSize) : undefined;
      return { names: all.slice(from, from + pageSize), next };
    };
    const servicesOf = (name: string) => serviceNames.slice(0, counts[Number(name.slice('cluster-'.length))]);
    const finder: DeploymentFinder = {
      async listParameters() {
        throw new Error('nobody asks for parameters');
      },
      async listClusters(token) {
        calls.push('ListClusters');
        return pageOf(
          counts.map((_, index) => cluster(index)),
          token,
        );
      },
      async listServices(name, token) {
        calls.push(`ListServices ${name}`);
        return pageOf(servicesOf(name), token);
      },
      async runningDeployments(name, services) {
        calls.push(`DescribeServices ${name}`);
        if (services.length > 10) expect(services).toHaveLength(10);
        // Of each ten services one is being deployed.
        return [`${name}/${services[0]}`];
      },
    };
    return { finder, calls };
  }

  const { signal } = new AbortController();
  const scope = { prefix: '/p', isEverything: true, clusters: '*', turn: 0 };

  test('makes at most 60 calls, and finds everything in as many turns as it needs', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.nat({ max: 60 }), fc.constantFrom(190, 700, 1200)), { minLength: 1, maxLength: 5 }),
        fc.nat({ max: 1000 }),
        async (counts, first) => {
          const found = new Set<string>();
          let mostCalls = 0;
          for (let turn = first; turn < first + 600; turn += 1) {
            const { finder, calls } = finderOver(counts);
            let looked = 0;
            const look = async (arn: string) => {
              looked += 1;
              found.add(arn);
            };
            await findDeployments(finder, { ...scope, turn }, look, signal);
            mostCalls = Math.max(mostCalls, calls.length + looked);
          }
          expect(mostCalls).toBeLessThanOrEqual(60);
          const all = counts.flatMap((count, index) =>
            Array.from({ length: Math.ceil(count / 10) }, (_, chunk) => `${cluster(index)}/${serviceName(chunk * 10)}`),
          );
          expect([...found].toSorted()).toEqual(all.toSorted());
        },
      ),
      { numRuns: 6 },
    );
  });

  test('reads only the clusters that the bridge may read', async () => {
    const { finder, calls } = finderOver([1, 1, 1]);
    await findDeployments(finder, { ...scope, clusters: 'cluster-1' }, async () => {}, signal);

    expect(calls).toEqual(['ListClusters', 'ListServices cluster-1', 'DescribeServices cluster-1']);
  });

  test('continues after a cluster that it may not read, and stops after three failures', async () => {
    const { finder, calls } = finderOver([1, 1, 1, 1, 1, 1]);
    const { runningDeployments } = finder;
    const deny = (isDenied: (name: string) => boolean) => {
      finder.runningDeployments = async (name, ...rest) => {
        if (isDenied(name)) throw new Error(`${name} is denied`);
        return runningDeployments(name, ...rest);
      };
    };
    const found: string[] = [];
    const look = async (arn: string) => void found.push(arn);

    deny((name) => name === 'cluster-0');
    await expect(findDeployments(finder, scope, look, signal)).rejects.toThrow('cluster-0 is denied');
    expect(found).toHaveLength(5);

    found.length = 0;
    calls.length = 0;
    deny(() => true);
    await expect(findDeployments(finder, scope, look, signal)).rejects.toThrow('cluster-0 is denied');
    expect(calls.filter((call) => call.startsWith('ListServices'))).toHaveLength(3);
  });
});

describe('placesOf', () => {
  const prefix = '/greenlight/pauses';

  test('the most general parameter of a cluster decides where is searched', () => {
    expect(
      placesOf(prefix, [
        `${prefix}/shop/ui/PRE_SCALE_UP`,
        `${prefix}/shop/cart`,
        `${prefix}/test/ui`,
        `${prefix}/test`,
        `${prefix}/profile.release`,
        '/greenlight/pauses-of-others/x',
      ]),
    ).toEqual([{ cluster: 'shop', services: ['cart', 'ui'] }, { cluster: 'test' }]);
  });

  test('the parameter of the account means everywhere', () => {
    expect(placesOf(prefix, [prefix, `${prefix}/shop`])).toBeUndefined();
  });
});
