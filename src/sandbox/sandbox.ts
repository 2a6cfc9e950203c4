import { createServer } from 'node:http';
import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import { ScaledClock } from '../controller/clock/scaled-clock.ts';
import type { Controller } from '../controller/controller-api.ts';
import type { ControllerEvent } from '../controller/events.ts';
import type { Switches } from '../controller/switches.ts';
import { localEcs } from './aws/local-ecs.ts';
import { localLoadBalancer } from './aws/local-load-balancer.ts';
import { LocalMetrics } from './aws/local-metrics.ts';
import { readChannel } from './channel/file-channel.ts';
import { dashboard, type SandboxActions } from './dashboard/dashboard.ts';
import { createTraffic } from './load-balancer/create-traffic.ts';
import { commandFor, type Door, listDoors } from './load-balancer/list-doors.ts';
import { type ListenerShape, planShape } from './load-balancer/shapes.ts';
import { listenerWith, startListeners } from './load-balancer/start-listeners.ts';
import { type LocalService, openService } from './local-service.ts';
import { fileMailbox } from './mailbox/file-mailbox.ts';
import { type Mailbox, openMailbox } from './mailbox/mailbox.ts';
import { type Mails, readMails } from './mailbox/read-mails.ts';
import { noticeBy, type Onlooker, openPace } from './pace.ts';
import { retailAlarms, retailContainer, retailNames } from './retail-service.ts';
import { holdFolder } from './sandbox-folder.ts';
import { choosePorts, type MovedPort } from './servers/free-ports.ts';
import { type HttpApiFunction, startHttpApi } from './servers/http-api.ts';
import { type ServeOptions, type Serving, serve } from './servers/serve.ts';
import { ServiceStore, startOfClock } from './service-store.ts';
import type { InstalledHooks, SandboxPorts, SandboxSurroundings, SandboxUrls } from './surroundings.ts';
import { isAnybodyAsked, type SandboxData } from './view/sandbox-data.ts';
import { configurationFor, type DeployChoice } from './view/strategies.ts';
import { startVisitors } from './visitors.ts';

export type SandboxOptions = {
  /** Builds what the sandbox tries out: the hooks and the desk. */
  install: (surroundings: SandboxSurroundings) => InstalledHooks | Promise<InstalledHooks>;
  /** The folder of the service, the mails and the hooks' data. Default `.greenlight/local`. */
  folder?: string;
  /** 0 takes any free port. Default: 8080, 8081, 8090 and 8091, each replaced by a free one if it is in use. */
  ports?: Partial<SandboxPorts>;
  /** Where the test rule is, and what else answers there. Default `own`: on a test listener of its own. */
  listener?: ListenerShape;
  /** How many times faster than real time the sandbox's clock runs. Default 20. */
  speed?: number;
  /** Default 10. */
  bakeTimeInMinutes?: number;
  /** Whether visitors request production all the time, so that what it served is measured. Default true. */
  hasVisitors?: boolean;
  /** How often they do, on the sandbox's clock. Default 10. */
  secondsBetweenVisits?: number;
  /** Overrides assumptions about undocumented ECS behaviour, as a profile of `greenlight observe` has them. */
  switches?: Partial<Switches>;
  /** Who watches: the clock then runs at ×1 while people are asked, and nothing passes too fast to be noticed. Default: nobody. */
  onlooker?: Onlooker;
  /** How to pass a flag, for error messages. Default: `pass <flag>`. */
  advise?: (flag: string) => string;
  /** Receives errors that neither a page nor a caller sees: a desk that throws, a file that cannot be written. Default `console.error`. */
  onError?: (error: unknown) => void;
};

export type Sandbox = Omit<SandboxActions, 'deploy'> & {
  urls: SandboxUrls;
  /** The default ports that are in use by something else, and what is used instead; 0 is any free one. */
  movedPorts: readonly MovedPort<keyof SandboxPorts>[];
  controller: Controller;
  /** Runs `factor` times as fast as real time. */
  clock: ScaledClock;
  /** @throws {RefusedError} while a deployment runs */
  deploy(choice?: Partial<DeployChoice>): { serviceDeploymentArn: string; serviceRevisionArn: string };
  /** Requests that each listener sent to each service revision since the sandbox started, by the revision's id. */
  served(): Record<'production' | 'test', ReadonlyMap<string, number>>;
  /** The listeners of all load balancers, with what each rule answered. */
  doors(): readonly Door[];
  /** The command that reaches the test rule; undefined if a browser does. */
  testCommand(): string | undefined;
  /** What the dashboard shows at this moment. */
  read(): SandboxData;
  /** Newest first. */
  readMails(): Promise<Mails>;
  /** Calls back with every event of the controller, until the signal aborts. */
  onEvent(callback: (event: ControllerEvent) => void, signal?: AbortSignal): void;
  /** Calls back whenever {@link Sandbox.read} may return something else, and every second, until the signal aborts. */
  onChange(callback: () => void, signal: AbortSignal): void;
  /** Stops everything. When it resolves, nothing listens any more. */
  stop(): Promise<void>;
};

const defaultPorts: SandboxPorts = { production: 8080, test: 8081, dashboard: 8090, desk: 8091 };

/** The interval at which the dashboard's counters are updated. */
const tickMs = 1000;

/** Starts the shop as an ECS service on this computer, with everything that a deployment of it touches. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const undoing: (() => Promise<void> | void)[] = [];
  const stop = async () => {
    const failures: unknown[] = [];
    for (const undo of undoing.splice(0).reverse()) {
      try {
        await undo();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, 'the sandbox did not stop cleanly');
  };
  try {
    return await build(options, (undo) => undoing.push(undo), stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function build(
  options: SandboxOptions,
  onStop: (undo: () => Promise<void> | void) => void,
  stop: () => Promise<void>,
): Promise<Sandbox> {
  const { folder = join('.greenlight', 'local'), speed = 20, bakeTimeInMinutes = 10, hasVisitors = true } = options;
  const { secondsBetweenVisits = 10, onlooker } = options;
  const ending = new AbortController();
  const { onError = console.error, advise = (flag: string) => `pass ${flag}` } = options;
  const held = await holdFolder(folder, advise('--folder <other>'));
  onStop(held.release);
  const { ports, moved } = await choosePorts(defaultPorts, options.ports ?? {});
  const store = new ServiceStore(join(folder, 'service.json'));
  const kept = await store.load();
  const clock = new ScaledClock({ factor: speed, start: startOfClock(kept) });
  const pace = openPace(clock);
  const notice = noticeBy(onlooker, ending.signal, pace);
  const eventCallbacks = new Set<(event: ControllerEvent) => void>();
  const changeCallbacks = new Set<() => void>();
  const mailFolder = join(folder, 'mails');
  let mailbox: Mailbox | undefined;
  // The servers start first, so that a taken port is found before anything is written; early requests wait.
  const behindTheDoors = Promise.withResolvers<{ service: LocalService; hooks: InstalledHooks }>();

  const metrics = new LocalMetrics(clock);
  const traffic = { production: createTraffic(), test: createTraffic() };
  const shape = options.listener ?? 'own';
  const plan = planShape(shape, retailNames, retailContainer);
  const listeners = await startListeners(plan, { traffic, ports, advise, onAnswered: metrics.record, onStop });
  const production = listenerWith('production', listeners);
  const test = listenerWith('test', listeners);
  const callDesk: HttpApiFunction = async (event) => {
    if (/^\/[ar]\//.test(event.rawPath)) mailbox?.opened(event.rawPath, clock.now());
    return (await behindTheDoors.promise).hooks.desk(event);
  };
  const desk = await startHttpApi(callDesk, {
    port: ports.desk,
    another: advise('--desk-port <n>'),
    clock,
    onError,
  });
  onStop(desk.stop);

  const visitors = hasVisitors
    ? startVisitors(production.url, clock, { everySeconds: secondsBetweenVisits })
    : undefined;
  onStop(() => visitors?.stop());
  const service = await openService({
    store,
    kept,
    clock,
    loadBalancers: plan.loadBalancers,
    switches: options.switches ?? {},
    ...traffic,
    visit: async () => await visitors?.visit(),
    notice,
    onEvent: (event) => {
      for (const callback of eventCallbacks) callback(event);
      if (event.type === 'eventbridge') void deliver(event.event);
      tellOfChange();
    },
    onChange: tellOfChange,
    onError,
  });
  onStop(service.stop);
  onStop(() => ending.abort());

  const actions: SandboxActions = {
    deploy: service.deploy,
    rollBack: service.rollBack,
    setAlarm: service.setAlarm,
    answerPause: service.answerPause,
    setBroken: service.setBroken,
    setSlow: service.setSlow,
    setFault: service.setFault,
    setSpeed: (factor) => {
      pace.choose(factor);
      tellOfChange();
    },
  };
  const page = await serveDashboard(
    { port: ports.dashboard, another: advise('--dashboard-port <n>') },
    {
      read: async () => ({ ...(await behindTheDoors.promise.then(read)), channel: await readChannel(folder) }),
      ...{ actions, onChange },
    },
  );
  onStop(page.stop);
  await held.announce(page.url);
  const urls = { production: production.url, test: test.url, dashboard: page.url, desk: desk.url };

  const hooks = await options.install({
    folder,
    clock,
    notifier: fileMailbox({ folder: mailFolder, clock, onMail: refreshMailbox }),
    notice,
    approvals: () => service.read().choice.approvals ?? 1,
    onRequestChange: refreshMailbox,
    alarms: service.alarms,
    alarmName: retailAlarms.hook,
    metrics,
    ecs: localEcs(
      service.controller,
      shape === 'service-connect' ? { serviceConnectConfiguration: { enabled: true } } : {},
    ),
    shape,
    loadBalancers: localLoadBalancer(listeners),
    urls,
    names: retailNames,
  });
  mailbox = openMailbox({ folder: mailFolder, requestBehind: hooks.requestBehind, onChange: tellOfChange });
  await mailbox.refresh();
  await service.start({
    configurationOf: (choice) => configurationFor(choice, { bakeTimeInMinutes, ...hooks }),
    functions: hooks.functions,
  });
  onStop(() => hooks.bridge?.stop());
  onStop(() => hooks.announcer?.stop());
  onStop(() => hooks.watcher?.stop());
  onStop(() => hooks.stop?.());
  behindTheDoors.resolve({ service, hooks });

  const ticking = setInterval(tellOfChange, tickMs);
  onStop(() => clearInterval(ticking));

  function read(): SandboxData {
    return {
      ...service.read(),
      listeners: {
        production: { url: production.url, port: production.port, served: traffic.production.served() },
        test: { url: test.url, port: test.port, served: traffic.test.served(), command: commandFor(test) },
      },
      doors: listDoors(listeners),
      mailbox: mailbox?.read() ?? { mails: [], unreadable: [] },
      now: clock.now(),
      speed: clock.factor,
      pace: pace.read(),
    };
  }

  async function deliver(event: object): Promise<void> {
    const { hooks: installed } = await behindTheDoors.promise;
    installed.watcher?.deliver(event);
    await Promise.all([installed.bridge?.deliver(event), installed.announcer?.deliver(event)]);
  }

  function refreshMailbox(): void {
    mailbox?.refresh().catch(onError);
  }

  function tellOfChange(): void {
    if (onlooker !== undefined) pace.ask(isAnybodyAsked(read()));
    for (const callback of changeCallbacks) callback();
  }

  function onChange(callback: () => void, signal: AbortSignal): void {
    subscribe(changeCallbacks, callback, signal);
  }

  return {
    ...actions,
    deploy: service.deploy,
    urls,
    movedPorts: moved,
    controller: service.controller,
    clock,
    served: () => ({ production: traffic.production.served(), test: traffic.test.served() }),
    doors: () => listDoors(listeners),
    testCommand: () => commandFor(test),
    read,
    readMails: () => readMails(mailFolder),
    onEvent: (callback, signal) => subscribe(eventCallbacks, callback, signal),
    onChange,
    stop,
  };
}

async function serveDashboard(options: ServeOptions, parts: Parameters<typeof dashboard>[0]): Promise<Serving> {
  const app = dashboard(parts);
  const server = createServer(getRequestListener(app.fetch, { overrideGlobalObjects: false }));
  return await serve(server, options);
}

function subscribe<T>(callbacks: Set<T>, callback: T, signal: AbortSignal | undefined): void {
  callbacks.add(callback);
  signal?.addEventListener('abort', () => callbacks.delete(callback));
}
