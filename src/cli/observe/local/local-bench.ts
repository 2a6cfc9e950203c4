import { ECSClient, type LoadBalancer } from '@aws-sdk/client-ecs';
import { VirtualClock } from '../../../controller/clock/virtual-clock.ts';
import { createController } from '../../../controller/controller.ts';
import type { Controller } from '../../../controller/controller-api.ts';
import { defaultLoadBalancer, defaultNames } from '../../../controller/ecs/arns.ts';
import type { NewService } from '../../../controller/ecs-api/region.ts';
import { startEcsApi } from '../../../controller/ecs-api/start-ecs-api.ts';
import type { ControllerEvent } from '../../../controller/events.ts';
import type { HookHandler } from '../../../controller/lambda/hook-function.ts';
import { type DeploymentBackend, inMemoryBackend } from '../../../controller/state/backend.ts';
import type { Switches } from '../../../controller/switches.ts';
import type { JsonObject, JsonValue } from '../../../hook/json.ts';
import { answerByScript } from '../recorder/answer-by-script.ts';
import type { Bench, BenchCall, BenchEvent } from '../trial/bench.ts';
import { brokenTag } from '../trial/start-trial.ts';
import type { Setting } from '../trial/trial.ts';

const names = { cluster: 'local-cluster', service: 'local-shop' };
const recorderArn = 'arn:aws:lambda:us-west-2:123456789012:function:recorder';
const alarmName = 'observed-alarm';

const impossible: Bench['impossible'] = { stack: 'there is no CloudFormation on this computer' };

/** A service of our own controller behind its ECS API, on a virtual clock: hours of trials take seconds. */
export async function startLocalBench(
  switches: Partial<Switches>,
  signal: AbortSignal,
): Promise<Bench & { stop(): Promise<void> }> {
  const clock = new VirtualClock();
  const calls: BenchCall[] = [];
  const events: BenchEvent[] = [];
  const record: HookHandler = (event) => {
    const answer = answerByScript(event);
    calls.push({ at: clock.now(), event: event as JsonValue, answer: answer as JsonObject });
    return answer;
  };
  const make = ({ service, desiredCount = 2, loadBalancers }: Partial<NewService>) =>
    createController({
      service: { ...names, ...(service && { service }), desiredCount, ...(loadBalancers && { loadBalancers }) },
      functions: (arn) => (arn.startsWith(recorderArn) ? record : undefined),
      clock,
      backend: withBrokenImages(inMemoryBackend({ terminateSeconds: 30 })),
      switches,
      onEvent: (event) => void (event.type === 'eventbridge' && events.push(benchEvent(event))),
    });
  const controller = make({});
  await controller.deploy({
    taskDefinition: 'shop:1',
    containerImages: [{ containerName: 'shop', image: 'shop:1' }],
    deploymentConfiguration: { strategy: 'BLUE_GREEN', bakeTimeInMinutes: 0 },
  });
  const api = await startEcsApi({
    controllers: [controller],
    createController: make,
  });
  const ecs = new ECSClient({
    endpoint: api.endpoint,
    region: 'us-west-2',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  // The switch may hide a deployment that is younger than this.
  await clock.advance(60_000);
  return {
    ...{ ecs, ...names, recorderArn, alarmName, pollSeconds: 10, settleSeconds: 60, impossible },
    recorderAliasArn: `${recorderArn}:observed`,
    invokeRoleArn: 'arn:aws:iam::123456789012:role/invoke',
    recorderVersionArn: `${recorderArn}:1`,
    guardedRoleArns: {
      account: 'arn:aws:iam::123456789012:role/guarded-by-account',
      arn: 'arn:aws:iam::123456789012:role/guarded-by-arn',
    },
    now: () => clock.now(),
    async sleep(seconds) {
      signal.throwIfAborted();
      await clock.advance(seconds * 1000);
    },
    wait: (seconds) => clock.advance(seconds * 1000),
    arrange: async (setting, isOn) => arrange(controller, setting, isOn),
    calls: async (since) => calls.filter(({ at }) => at >= since),
    events: async (since) => events.filter(({ at }) => at >= since),
    async listenerShares({ revisionArn }) {
      const { test, production } = controller.controls.trafficWeights();
      return { test: test[revisionArn] ?? 0, production: production[revisionArn] ?? 0 };
    },
    newService: async ({ hasTestRule }) => newService(hasTestRule),
    async stop() {
      ecs.destroy();
      await api.stop();
      controller.close();
    },
  };
}

/** Its own target groups and rules, as the service that exists has. */
function newService(hasTestRule: boolean): { loadBalancers: LoadBalancer[] } {
  const { advancedConfiguration, ...loadBalancer } = defaultLoadBalancer({ ...defaultNames, service: 'new' });
  const { testListenerRule, ...advanced } = advancedConfiguration;
  const rules = { ...advanced, ...(hasTestRule && { testListenerRule }) };
  return { loadBalancers: [{ ...loadBalancer, advancedConfiguration: rules }] };
}

function arrange(controller: Controller, setting: Setting, isOn: boolean): void {
  const { controls } = controller;
  if (setting === 'alarm') controls.setAlarmState(alarmName, isOn ? 'ALARM' : 'OK');
  if (setting === 'throttled') controls.setFaults(isOn ? { throttled: 1 } : {});
  if (setting === 'server-error') controls.setFaults(isOn ? { 'service-error': 1 } : {});
  if (setting === 'lost-answer') controls.setFaults(isOn ? { 'lost-answer': [1] } : {});
}

/** Tasks of an image that does not exist never become healthy. */
export function withBrokenImages(backend: DeploymentBackend): DeploymentBackend {
  return {
    ...backend,
    async scaleUp(revision, count, context) {
      const isBroken = revision.containerImages.some(({ image }) => image.endsWith(`:${brokenTag}`));
      while (isBroken) {
        await context.sleep(10_000, context.signal);
        context.taskFailed();
      }
      await backend.scaleUp(revision, count, context);
    },
  };
}

function benchEvent({ event, at }: Extract<ControllerEvent, { type: 'eventbridge' }>): BenchEvent {
  return { at, detailType: event['detail-type'], detail: event.detail as unknown as JsonObject };
}
