import { CreateStackCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import {
  CreateClusterCommand,
  ECSClient,
  ListServicesCommand,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import { GetFunctionConcurrencyCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { awsClients } from '../../../src/cli/aws/aws-clients.ts';
import { observeAccount } from '../../../src/cli/observe/aws/observe-account.ts';
import { readObservedService } from '../../../src/cli/observe/aws/observed-service.ts';
import { experiments } from '../../../src/cli/observe/experiments/experiments.ts';
import { type ExperimentResult, runExperiment } from '../../../src/cli/observe/run-experiment.ts';
import type { Bench } from '../../../src/cli/observe/trial/bench.ts';
import { motoClientConfig } from '../../helpers/moto.ts';
import { useMoto } from '../../helpers/use-moto.ts';
import { runCli } from '../run-cli.ts';
import { tooWide } from '../too-wide.ts';
import { type ObservedAccount, startObservedAccount } from './account.ts';
import { valuesIn } from './discover.ts';

const moto = useMoto();

describe('in an account', () => {
  test('the experiments find by logs, events and rules what the controller does, and leave nothing', async () => {
    const account = await startObservedAccount(moto().endpoint);

    const results = await observe(
      account,
      runAll(
        ...['polls', 'targets', 'pause', 'traffic', 'lost-answer', 'circuit-breaker', 'no-test-rule', 'first-rollback'],
        'reconcile-rollback',
      ),
    );

    expect(valuesIn(results)).toEqual({
      executionId: 'per-call',
      hookDetailsMode: 'replace',
      finishedHooks: 'listed',
      resolvedConfiguration: 'from-scale-up',
      lambdaHookEvents: 'sent',
      failedEvent: 'alarms-only',
      newDeploymentListed: 'at-once',
      pauseEvents: 'sent',
      refusedAnswer: 'InvalidParameterException',
      testTrafficMoves: 'after-hooks',
      productionTrafficMoves: 'before-hooks',
      rollbackTrafficMoves: 'after-hooks',
      rollbackTestWeights: 'shown',
      rollbackHookDetails: 'kept',
      circuitBreaker: 'every-strategy',
      testHooksWithoutRule: 'called',
      firstDeploymentRollback: 'ROLLBACK_FAILED',
      lostAnswer: 'unobserved: nobody can cut the connection between ECS and Lambda ()',
    });
    expect(JSON.stringify(results)).not.toMatch(/arn:|\d{12}|us-west-2|"shop|demo/);
    await expectPutBack(account);
  });

  test('Ctrl-C in the middle of a deployment ends it, and leaves nothing', async () => {
    const account = await startObservedAccount(moto().endpoint);
    const interruption = new AbortController();
    const { controller } = account;
    const isShifting = () => {
      const [newest] = controller.listServiceDeployments();
      const deployment = newest && controller.describeServiceDeployment(newest.serviceDeploymentArn);
      return deployment?.lifecycleStage?.endsWith('TRAFFIC_SHIFT');
    };
    const sleep = async (seconds: number) => {
      await account.clock.sleep(seconds);
      if (isShifting()) interruption.abort(new Error('interrupted'));
      interruption.signal.throwIfAborted();
    };
    const traffic = experiments.filter(({ name }) => name === 'traffic');

    const run = observe({ ...account, clock: { ...account.clock, sleep } }, async (bench) => {
      for (const each of traffic) await runExperiment(each, bench, interruption.signal);
    });

    await expect(run).rejects.toThrow('interrupted');
    await expectPutBack(account);
    expect(controller.listServiceDeployments()[0]?.status).toBe('ROLLBACK_SUCCESSFUL');
  });

  test('an experiment that fails leaves nothing, not even a deployment that runs', async () => {
    const account = await startObservedAccount(moto().endpoint);
    const fails = async (bench: Bench) => {
      const { updateService } = await import('../../../src/cli/observe/trial/start-trial.ts');
      const pause = { targetType: 'PAUSE' as const, lifecycleStages: ['PRE_SCALE_UP' as const] };
      await updateService(bench, { strategy: 'BLUE_GREEN', bakeTimeInMinutes: 0, lifecycleHooks: [pause] });
      await bench.sleep(30);
      throw new Error('the network is gone');
    };

    await expect(observe(account, fails)).rejects.toThrow('the network is gone');

    await expectPutBack(account);
    expect(account.controller.listServiceDeployments()[0]?.status).toBe('ROLLBACK_SUCCESSFUL');
  });

  test('a stack with a service is created and deleted', async () => {
    const account = await startObservedAccount(moto().endpoint);
    const ecs = new ECSClient({ ...motoClientConfig(moto().endpoint), region: 'us-west-2' });
    await ecs.send(new CreateClusterCommand({ clusterName: 'demo' }));
    const containerDefinitions = [{ name: 'ui', image: 'shop:1', memory: 128 }];
    await ecs.send(new RegisterTaskDefinitionCommand({ family: 'shop', containerDefinitions }));
    const inMoto = async () => (await ecs.send(new ListServicesCommand({ cluster: 'demo' }))).serviceArns?.length;

    const seen = await observe(account, async (bench) => {
      const stack = bench.serviceStack;
      const service = { cluster: 'demo', serviceName: 'shop-observed-1', taskDefinition: 'shop:1', desiredCount: 0 };
      await stack?.create(service);
      const created = [await stack?.failure(), await inMoto()];
      await stack?.remove();
      return created;
    });

    expect(seen).toEqual([undefined, 1]);
    await expectPutBack(account);
  });

  test('an alarm and a throttled function are arranged and undone', async () => {
    const account = await startObservedAccount(moto().endpoint);
    const config = { ...motoClientConfig(moto().endpoint), region: 'us-west-2' };
    const read = async (bench: Bench) => {
      const alarms = await new CloudWatchClient(config).send(
        new DescribeAlarmsCommand({ AlarmNames: [bench.alarmName] }),
      );
      const FunctionName = bench.recorderArn;
      const limit = await new LambdaClient(config).send(new GetFunctionConcurrencyCommand({ FunctionName }));
      return [alarms.MetricAlarms?.[0]?.StateValue, limit.ReservedConcurrentExecutions];
    };

    const seen = await observe(account, async (bench) => {
      const states: unknown[] = [];
      for (const isOn of [true, false]) {
        await bench.arrange('alarm', isOn);
        await bench.arrange('throttled', isOn);
        states.push(await read(bench));
      }
      return states;
    });

    expect(seen).toEqual([
      ['ALARM', 0],
      ['OK', undefined],
    ]);
  });
});

describe('greenlight observe', () => {
  test('says what it does, takes, costs and leaves before it asks', async () => {
    const { environment } = await startObservedAccount(moto().endpoint);

    const { code, stdout, stderr } = await runCli(['observe'], { env: environment });

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^26 experiments\. This\n {2}- deploys demo\/shop in us-west-2 again and again/);
    expect(tooWide(stderr)).toEqual([]);
    expect(stderr).toMatch(/takes about (4 h \d\d min|5 h) and costs about \$0\.\d\d/);
    expect(stderr).toContain('creates the stack greenlight-observe');
    expect(stderr).toContain('changes the deploymentConfiguration of the service, and puts it back');
    expect(stderr).toContain('not a terminal\n  next: pass --yes to run the experiments\n');
  });

  test('without the demo service there is nothing to observe', async () => {
    const { environment } = await startObservedAccount(moto().endpoint);

    const { code, stderr } = await runCli(['observe', '--stack', 'other'], { env: environment });

    expect(code).toBe(2);
    expect(stderr).toContain('there is no stack "other" of examples/demo-service in us-west-2\n  next: deploy it as ');
  });

  test('a run that was killed is neither overlooked nor left as it is', async () => {
    const { environment, cloudformation, controller } = await startObservedAccount(moto().endpoint);
    controller.updateService({ desiredCount: 3 });
    const Observed = {
      desiredCount: 2,
      ...{ cluster: 'demo', service: 'shop', taskDefinition: 'shop:1' },
      deploymentConfiguration: { strategy: 'BLUE_GREEN', bakeTimeInMinutes: 7 },
    };
    const Resources = { Logs: { Type: 'AWS::Logs::LogGroup' } };
    const TemplateBody = JSON.stringify({ Metadata: { Observed }, Resources });
    await cloudformation.send(new CreateStackCommand({ StackName: 'greenlight-observe', TemplateBody }));
    await cloudformation.send(new CreateStackCommand({ StackName: 'greenlight-observe-service', TemplateBody }));

    const refused = await runCli(['observe', '--yes'], { env: environment });
    const cleaned = await runCli(['observe', '--clean-up'], { env: environment });
    const again = await runCli(['observe', '--clean-up'], { env: environment });

    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('greenlight-observe exists already in us-west-2\n  next: wait for the other run');
    expect([cleaned.stdout, again.stdout]).toEqual([
      'Everything is put back.\n',
      'There is no unfinished run in us-west-2.\n',
    ]);
    expect(controller.snapshot().configuration?.bakeTimeInMinutes).toBe(7);
    expect(controller.desiredCount).toBe(2);
    const { Stacks = [] } = await cloudformation.send(new DescribeStacksCommand({}));
    expect(Stacks.map(({ StackName }) => StackName)).toEqual(['greenlight-demo']);
  });

  test('--switch is only for --local', async () => {
    const { code, stderr } = await runCli(['observe', '--switch', 'executionId=per-hook']);

    expect(code).toBe(2);
    expect(stderr).toContain('nobody can choose how AWS behaves\n  next: add --local\n');
  });
});

function runAll(...names: readonly string[]) {
  return async (bench: Bench): Promise<readonly ExperimentResult[]> => {
    const results: ExperimentResult[] = [];
    for (const each of experiments.filter(({ name }) => names.includes(name)))
      results.push(await runExperiment(each, bench));
    return results;
  };
}

async function observe<Result>(
  { environment, clock }: ObservedAccount,
  run: (bench: Bench) => Promise<Result>,
): Promise<Result> {
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
  const clients = await awsClients({});
  const observed = await readObservedService(clients, 'greenlight-demo');
  return observeAccount(clients, observed, clock, run);
}

async function expectPutBack({ cloudformation, controller }: ObservedAccount): Promise<void> {
  const { Stacks = [] } = await cloudformation.send(new DescribeStacksCommand({}));
  expect(Stacks.map(({ StackName }) => StackName)).toEqual(['greenlight-demo']);
  expect(controller.snapshot().configuration).toMatchObject({
    ...{ strategy: 'BLUE_GREEN', bakeTimeInMinutes: 5, lifecycleHooks: [] },
    alarms: { enable: false },
  });
}
