import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as ecsApi from '../src/ecs-api.ts';
import * as kit from '../src/index.ts';
import * as testing from '../src/testing.ts';
import { ecsEvent, lambdaContext } from './helpers/hook.ts';

describe('ecs-greenlight', () => {
  test('makes a hook from only a check, with the real time and a logger', async () => {
    const seen: Date[] = [];
    const handler = kit.defineHook({
      check: {
        name: 'mine',
        run: (_, { clock }) => {
          seen.push(clock.now());
          return { kind: 'pass', reason: 'fine' };
        },
      },
    });
    const before = new Date();

    await expect(handler(ecsEvent(), lambdaContext())).resolves.toMatchObject({ hookStatus: 'SUCCEEDED' });
    expect(seen[0]?.getTime()).toBeGreaterThanOrEqual(before.getTime());
  });

  test('exports the kit under these names, and no others', () => {
    expect(Object.keys(kit).sort()).toEqual([
      'all',
      'any',
      'defineHook',
      'hookableStages',
      'logger',
      'sequence',
      'systemClock',
    ]);
  });
});

describe('ecs-greenlight/testing', () => {
  test('exports the local controller and the simulation under these names, and no others', () => {
    expect(Object.keys(testing).sort()).toEqual([
      'ControllerError',
      'ScaledClock',
      'SimulateError',
      'VirtualClock',
      'answerEvent',
      'bundleFunction',
      'createController',
      'lambdaRuntimeClient',
      'parseRecording',
      'renderReport',
      'simulateDeployment',
      'urlFunction',
    ]);
  });

  test('loads no AWS SDK', () => {
    const entry = JSON.stringify(new URL('../src/testing.ts', import.meta.url).href);
    // The parts of an SDK client are CommonJS, and show up there.
    const program = `import { createRequire } from 'node:module'; await import(${entry});
      console.log(Object.keys(createRequire(import.meta.url).cache).filter((path) => path.includes('@aws-sdk')).length);`;

    expect(execFileSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' })).toBe(
      '0\n',
    );
  });

  test('plays a deployment with a custom hook', async () => {
    const handler = kit.defineHook({
      check: { name: 'mine', run: ({ stage }) => ({ kind: 'fail', reason: `not at ${stage}` }) },
      clock: new testing.VirtualClock(),
      logger: { debug() {}, info() {}, warn() {}, error() {} },
    });
    const hookTargetArn = 'arn:aws:lambda:us-west-2:123456789012:function:mine';
    const controller = testing.createController({
      service: {},
      functions: (arn) => (arn === hookTargetArn ? (event, context) => handler(event, context as never) : undefined),
    });
    const release = { taskDefinition: 'shop:1', containerImages: [{ containerName: 'shop', image: 'shop:1' }] };
    await controller.deploy({ ...release, deploymentConfiguration: { strategy: 'BLUE_GREEN', bakeTimeInMinutes: 0 } });

    const lifecycleStages = ['POST_SCALE_UP'] as const;
    const roleArn = 'arn:aws:iam::123456789012:role/invoke';
    const { status, statusReason } = await controller.deploy({
      ...release,
      deploymentConfiguration: {
        lifecycleHooks: [{ targetType: 'AWS_LAMBDA', hookTargetArn, roleArn, lifecycleStages }],
      },
    });

    expect(status).toBe('ROLLBACK_SUCCESSFUL');
    expect(statusReason).toBe(
      `Service deployment rolled back because POST_SCALE_UP lifecycle hook(s) failed. Lifecycle hook target ${hookTargetArn} returned FAILED status.`,
    );
  });
});

describe('ecs-greenlight/ecs-api', () => {
  test('exports the ECS API under these names, and no others', () => {
    expect(Object.keys(ecsApi).sort()).toEqual(['EcsApiError', 'startEcsApi']);
  });
});

describe('package.json', () => {
  test('has an entry point for each of these modules', () => {
    const { exports } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

    expect(exports).toEqual({
      '.': { types: './lib/index.d.ts', default: './lib/index.js' },
      './testing': { types: './lib/testing.d.ts', default: './lib/testing.js' },
      './ecs-api': { types: './lib/ecs-api.d.ts', default: './lib/ecs-api.js' },
      './cdk': { types: './lib/cdk.d.ts', default: './lib/cdk.js' },
    });
  });
});
