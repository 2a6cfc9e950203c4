import type { Hono } from 'hono';
import { createLedger } from '../../src/approval/request/ledger.ts';
import { type ApprovalRequest, parseRequest } from '../../src/approval/request/request.ts';
import { createApprovalLifecycle } from '../../src/checks/approval/approval-lifecycle.ts';
import { VirtualClock } from '../../src/controller/clock/virtual-clock.ts';
import { createController } from '../../src/controller/controller.ts';
import type { Controller } from '../../src/controller/controller-api.ts';
import { ControllerError } from '../../src/controller/controller-error.ts';
import type { DeploymentConfigurationInput } from '../../src/controller/ecs/deployment-configuration.ts';
import type { HookStateChange } from '../../src/controller/ecs/hook-state-change.ts';
import type { HookFunction } from '../../src/controller/lambda/hook-function.ts';
import type { Switches } from '../../src/controller/switches.ts';
import type { Clock } from '../../src/hook/clock.ts';
import type { BridgeEcs, BridgeParts } from '../../src/pause-bridge/bridge-parts.ts';
import { createPauseBridge } from '../../src/pause-bridge/create-pause-bridge.ts';
import type { PauseAction } from '../../src/pause-bridge/pause-record.ts';
import { createPauseStore } from '../../src/pause-bridge/pause-store.ts';
import type { DeploymentFinder } from '../../src/pause-bridge/search/find-deployments.ts';
import { createReports } from '../../src/storage/reports.ts';
import type { ObjectStore } from '../../src/storage/store.ts';
import {
  approving,
  countedIds,
  decideAt,
  deskOver,
  deskUrl,
  facts,
  linkTo,
  type RecordingNotifier,
  recordingNotifier,
  signingKeys,
} from '../helpers/approval.ts';
import { lambdaContext, type RecordingLogger, recordingLogger } from '../helpers/hook.ts';
import { type MemoryStore, memoryStore } from '../helpers/memory-store.ts';

export const parameterPrefix = '/greenlight/pauses';

/** One answer that reached ECS, in the order of arrival. */
export type SentAnswer = { serviceDeploymentArn: string; hookId: string; action: PauseAction };

export type PauseOptions = {
  /** When the clock starts. */
  start?: Date;
  /** Where the service is, and what makes the ids of its deployments different from those of another setup. */
  place?: { region?: string; account?: string; seed?: string };
  /** By name. Default: one for the account with nothing in it. */
  parameters?: Record<string, string>;
  asksAlways?: boolean;
  /** The service's tags. Default: tags do not count. */
  tags?: Record<string, string>;
  refusesHandDecisions?: boolean;
  switches?: Partial<Switches>;
  /** Of the pause at POST_TEST_TRAFFIC_SHIFT. Default: 60 minutes, ROLLBACK. */
  timeout?: { timeoutInMinutes: number; action: PauseAction };
  /** Replaces the configuration of the second deployment. */
  configuration?: DeploymentConfigurationInput;
  /** A Lambda hook next to the pause, at `configuration`'s stages. */
  hookFunction?: HookFunction;
  /** The service has no earlier revision. */
  /** The images of the revision when ECS is asked before an answer. Default: what people were shown. */
  images?: () => typeof facts.images;
  firstDeployment?: 'pause';
};

/** ECS with a pause hook, the bridge and the desk, over one ledger in memory and one virtual clock. */
export type PauseSetup = {
  clock: VirtualClock;
  controller: Controller;
  store: MemoryStore;
  notifier: RecordingNotifier;
  logger: RecordingLogger;
  /** Everything that EventBridge would deliver, and has not been delivered yet. */
  events: HookStateChange[];
  answers: SentAnswer[];
  parameters: Map<string, string>;
  /** The service's tags. */
  tags: Map<string, string>;
  /** What the search reads. */
  finder: DeploymentFinder;
  /** The deployment that pauses. */
  serviceDeploymentArn: string;
  desk: Hono;
  /** Lets time pass until the deployment pauses, and takes the event about that. */
  pause(): Promise<HookStateChange>;
  /** The same without an event. Resolves to the pause's id. */
  paused(): Promise<string>;
  /** Calls the bridge with messages; resolves to the ids of those that failed. */
  send(...messages: unknown[]): Promise<string[]>;
  /** The bridge's parts, to be wrapped in faults. */
  parts(changes?: { store?: ObjectStore; clock?: Clock; ecs?: BridgeEcs }): BridgeParts;
  ecs: BridgeEcs;
  keys(prefix: string): string[];
  /** The only request in the ledger. */
  request(): ApprovalRequest;
  requestKey(): string;
  approve(fields?: Record<string, string>, by?: string): Promise<{ status: number; page: string }>;
  minutes(count: number): Promise<void>;
};

/** A schedule's event, as far as it was read before its time counted. */
export const sweep = { source: 'aws.events', 'detail-type': 'Scheduled Event' };

/** The schedule's event of this minute. Every fifth one searches. */
export function sweepAt(now: Date) {
  return { ...sweep, time: now.toISOString().replace(/\.\d{3}Z$/, 'Z') };
}

export const pauseArn = (functionName: string) => `arn:aws:lambda:us-west-2:123456789012:function:${functionName}`;

/** The first revision, without pauses. */
const plain: DeploymentConfigurationInput = { strategy: 'BLUE_GREEN', bakeTimeInMinutes: 0, lifecycleHooks: [] };

export async function pauseSetup(options: PauseOptions = {}): Promise<PauseSetup> {
  const clock = new VirtualClock({ start: options.start ?? new Date('2026-11-22T14:00:00Z') });
  const events: HookStateChange[] = [];
  const answers: SentAnswer[] = [];
  const store = memoryStore(clock);
  const [notifier, logger, newId] = [recordingNotifier(), recordingLogger(), countedIds()];
  const parameters = new Map(Object.entries(options.parameters ?? { [parameterPrefix]: '{}' }));
  const { hookFunction } = options;
  const { region = 'us-west-2', account = '123456789012', seed } = options.place ?? {};
  const controller = createController({
    service: { region, account, cluster: 'my-cluster', service: 'my-service' },
    ...(seed !== undefined && { seed }),
    clock,
    functions: () => hookFunction,
    switches: options.switches ?? {},
    onEvent: (event) => {
      if (event.type === 'eventbridge' && event.event['detail-type'] === 'ECS Hook State Change')
        events.push(event.event);
    },
  });
  const images = (tag: string) => [{ containerName: 'ui', image: `shop/ui:${tag}` }];
  if (options.firstDeployment !== 'pause')
    await controller.deploy({ taskDefinition: 'shop:1', containerImages: images('1'), deploymentConfiguration: plain });
  const pauseHook = {
    targetType: 'PAUSE',
    lifecycleStages: ['POST_TEST_TRAFFIC_SHIFT'],
    timeoutConfiguration: options.timeout ?? { timeoutInMinutes: 60, action: 'ROLLBACK' },
  } as const;
  const { serviceDeploymentArn } = controller.startDeployment({
    taskDefinition: 'shop:2',
    containerImages: images('2'),
    deploymentConfiguration: options.configuration ?? { ...plain, lifecycleHooks: [pauseHook] },
  });

  const ecs: BridgeEcs = {
    async describeServiceDeployment(arn) {
      try {
        return controller.describeServiceDeployment(arn);
      } catch (error) {
        if (error instanceof ControllerError && error.code === 'NOT_FOUND') return undefined;
        throw error;
      }
    },
    async continueServiceDeployment(answer) {
      controller.continueServiceDeployment(answer);
      answers.push(answer);
    },
  };

  const tags = new Map(Object.entries(options.tags ?? {}));
  const finder: DeploymentFinder = {
    listParameters: async (prefix) => ({
      names: [...parameters.keys()].filter((name) => name.startsWith(`${prefix}/`)),
    }),
    listClusters: async () => ({ names: ['my-cluster', 'other-cluster'] }),
    listServices: async (cluster) => ({ names: cluster === 'my-cluster' ? ['my-service'] : [] }),
    runningDeployments: async (_, services) => {
      const [newest] = controller.listServiceDeployments();
      const isRunning = newest !== undefined && newest.finishedAt === undefined;
      return isRunning && services.includes('my-service') ? [newest.serviceDeploymentArn] : [];
    },
  };

  const parts: PauseSetup['parts'] = (changes = {}) => {
    const own = changes.store ?? store;
    const at = changes.clock ?? clock;
    const ledger = createLedger(own);
    const lifecycle = createApprovalLifecycle({
      ...{ ledger, store: own, reports: createReports(own), notifier, deskUrl, newId },
      signingKeys: async () => signingKeys,
      describe: async () => facts,
      deployed: async ({ deploymentArn = '' }, signal) => ({
        deployment: await (changes.ecs ?? ecs).describeServiceDeployment(deploymentArn, signal),
        images: options.images?.() ?? facts.images,
      }),
      recordsDeployers: true,
    });
    return {
      ...{ ledger, logger, newId, parameterPrefix, clock: at },
      pauses: createPauseStore(own),
      lifecycle: async () => lifecycle,
      ecs: async () => changes.ecs ?? ecs,
      readParameters: async (names) => new Map(names.flatMap((name) => pairOf(name, parameters.get(name)))),
      ...(options.tags && { readTags: async () => tags }),
      search: { finder: async () => finder, clusters: 'my-*' },
      asksAlways: options.asksAlways ?? false,
      refusesHandDecisions: options.refusesHandDecisions ?? false,
    };
  };
  const desk = deskOver({ store, clock, logger, newId, signingKeys: async () => signingKeys });
  const keys = (prefix: string) => Object.keys(store.contents()).filter((key) => key.startsWith(prefix));
  const requestKey = () => {
    const [key = 'no request', ...others] = keys('approvals/');
    if (others.length > 0) throw new Error(`there are ${others.length + 1} requests`);
    return key;
  };

  return {
    ...{
      clock,
      controller,
      store,
      notifier,
      logger,
      events,
      answers,
      parameters,
      tags,
      finder,
      serviceDeploymentArn,
      desk,
      parts,
      ecs,
    },
    ...{ keys, requestKey },
    async pause() {
      for (let minute = 0; minute < 600; minute += 1) {
        await clock.advance(10_000);
        const index = events.findIndex(({ detail }) => detail.eventName === 'HOOK_AWAITING_ACTION');
        const [event] = index === -1 ? [] : events.splice(index, 1);
        if (event) return event;
      }
      throw new Error('the deployment did not pause');
    },
    async paused() {
      for (let minute = 0; minute < 600; minute += 1) {
        await clock.advance(10_000);
        const { lifecycleHookDetails } = controller.describeServiceDeployment(serviceDeploymentArn);
        const waiting = lifecycleHookDetails.find(({ status }) => status === 'AWAITING_ACTION');
        if (waiting) return waiting.hookId;
      }
      throw new Error('the deployment did not pause');
    },
    send: (...messages) => sendTo(createPauseBridge(parts()), messages),
    request: () => parseRequest(store.contents()[requestKey()] ?? ''),
    approve: (fields = approving, by = 'link holder') =>
      decideAt(desk, linkTo(by, { key: requestKey(), expiresAt: new Date('2027-01-01') }), fields),
    minutes: (count) => clock.advance(count * 60_000),
  };
}

/** Calls a bridge as Lambda does for a batch of a queue. The ids are `0`, `1` and so on. */
export async function sendTo(
  bridge: ReturnType<typeof createPauseBridge>,
  messages: readonly unknown[],
): Promise<string[]> {
  const Records = messages.map((message, index) => ({ messageId: `${index}`, body: JSON.stringify(message) }));
  const { batchItemFailures } = await bridge({ Records }, lambdaContext());
  return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
}

function pairOf(name: string, value: string | undefined): [string, string][] {
  return value === undefined ? [] : [[name, value]];
}
