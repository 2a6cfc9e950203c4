import { once } from 'node:events';
import { createServer } from 'node:http';
import { dirname, join } from 'node:path';
import type { Controller } from '../../controller/controller-api.ts';
import type { EcsApi } from '../../controller/ecs-api/start-ecs-api.ts';
import { installHooks } from '../../sandbox/installed-hooks.ts';
import { type OwnFunction, ownFunction } from '../../sandbox/own-hooks/own-function.ts';
import { attachOwnHooks, ownFunctionArn, withoutHooks } from '../../sandbox/own-hooks/own-hooks.ts';
import { type OwnRuntime, ownRuntime } from '../../sandbox/own-hooks/own-runtime.ts';
import { personWatching } from '../../sandbox/pace.ts';
import { retailNames } from '../../sandbox/retail-service.ts';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { serve } from '../../sandbox/servers/serve.ts';
import type { InstalledHooks } from '../../sandbox/surroundings.ts';
import { configurationFor } from '../../sandbox/view/strategies.ts';
import { failureOf, reportFailure } from '../command/failure.ts';
import type { FunctionFlags } from '../simulate/own-hook-flags.ts';
import { folderOf, formatMovedPorts, portsOf, type SandboxFlags } from '../simulate/sandbox-flags.ts';
import type { ModuleFlag } from '../simulate/simulate-flags.ts';
import { fileLogger } from '../terminal/file-logger.ts';
import { type DevModule, readDevHooks } from './dev-hooks.ts';
import { devLog } from './dev-log.ts';

export type DevFlags = SandboxFlags & FunctionFlags & { withGreenlight?: boolean; ecsPort: number };

/** The action of `greenlight dev`: 0 stopped with Ctrl-C, 1 something did not stop as expected, 2 it could not start. */
export async function runDev(flags: DevFlags, hooks: readonly ModuleFlag[]): Promise<0 | 1 | 2> {
  const { signal: ending, ignore } = interruption();
  let running: Running | undefined;
  try {
    running = await start(flags, hooks, ending);
    if (!ending.aborted) await once(ending, 'abort');
    process.stdout.write('\n  Stopped. Nothing is left running.\n');
    await running.stop();
    return 0;
  } catch (error) {
    reportFailure('greenlight dev', failureOf(error));
    return running === undefined ? 2 : 1;
  } finally {
    ignore();
  }
}

/** The same defaults as the demo's. */
const bakeTimeInMinutes = 10;

type Running = { stop(): Promise<void> };

async function start(flags: DevFlags, hookFlags: readonly ModuleFlag[], ending: AbortSignal): Promise<Running> {
  const { listener = 'own', speed = 20 } = flags;
  const folder = folderOf(flags);
  const { hooks, modules } = readDevHooks(hookFlags);
  const log = devLog(modules);
  const runtimes = new Map(modules.map((module) => [module, runtimeOf(module)]));
  // The functions need the address of the ECS API, which needs the sandbox: a call that comes earlier waits.
  const started = Promise.withResolvers<ReadonlyMap<string, OwnFunction>>();

  // A port in use is found before the sandbox writes anything.
  await (await serve(createServer(), { port: flags.ecsPort, another: 'pass --ecs-port <n>' })).stop();
  const attached = Promise.withResolvers<InstalledHooks>();
  const sandbox = await startSandbox({
    folder,
    listener,
    speed,
    bakeTimeInMinutes,
    ...(flags.profile && { switches: flags.profile }),
    ports: portsOf(flags),
    onlooker: personWatching,
    install: async (surroundings) => {
      const installed = await installHooks(surroundings, fileLogger(join(folder, 'hooks.log')));
      const beside = flags.withGreenlight ? installed : withoutHooks(installed);
      const both = attachOwnHooks(beside, surroundings.names, hooks, (name) => ({
        timeoutSeconds: flags.functionTimeout,
        handler: async (event, context) => (await started.promise).get(name)?.handler(event, context),
      }));
      attached.resolve(both);
      return both;
    },
  });
  // The page chooses the strategy of each deployment; UpdateService uses the service's own.
  const choice = { strategy: 'BLUE_GREEN', pauses: false } as const;
  sandbox.controller.updateDeploymentConfiguration(
    configurationFor(choice, { bakeTimeInMinutes, ...(await attached.promise) }),
  );
  sandbox.onEvent(log.event);
  const ecs = await serveEcs(sandbox.controller, flags.ecsPort).catch(async (error: unknown) => {
    await sandbox.stop();
    throw error;
  });

  process.stdout.write(formatStart({ sandbox, ecs, hooks, runtimes, speed, folder }));
  const functions = new Map(
    Array.from(runtimes, ([module, runtime]) => [
      module.name,
      ownFunction(module.path, {
        functionArn: ownFunctionArn(module.name, retailNames),
        handler: module.handler,
        runtime,
        environment: { AWS_ENDPOINT_URL_ECS: ecs.endpoint, ...flags.env },
        timeoutSeconds: flags.functionTimeout,
        onLine: (line) => log.line(module, line),
        ending,
        onChecked: (check, isFirst) => log.checked(module, check, isFirst),
      }),
    ]),
  );
  started.resolve(functions);

  return {
    async stop() {
      // The controller stops first, so that it does not see its functions die.
      const ended = await Promise.allSettled([
        sandbox.stop().then(() => Promise.all([...functions.values()].map((each) => each.stop()))),
        ecs.stop(),
      ]);
      for (const end of ended) if (end.status === 'rejected') throw end.reason;
    },
  };
}

function runtimeOf({ path }: DevModule): OwnRuntime {
  return ownRuntime(path, [dirname(path), process.cwd()]);
}

/** Loaded only here, because it needs the SDK, whose model it uses. */
async function serveEcs(controller: Controller, ecsPort: number): Promise<EcsApi> {
  const { startEcsApi } = await import('../../controller/ecs-api/start-ecs-api.ts');
  return await startEcsApi({ controllers: [controller], port: ecsPort });
}

type StartFacts = {
  sandbox: Sandbox;
  ecs: EcsApi;
  hooks: ReturnType<typeof readDevHooks>['hooks'];
  runtimes: ReadonlyMap<DevModule, OwnRuntime>;
  speed: number;
  folder: string;
};

function formatStart({ sandbox, ecs, hooks, runtimes, speed, folder }: StartFacts): string {
  const ofModules = Array.from(runtimes, ([{ name, file }, { client, advice }]) => {
    const stages = hooks.filter((hook) => hook.name === name).flatMap(({ at }) => at);
    return `    ${name}  at ${stages.join(', ')}
      ${file}, in ${client.name}${advice === undefined ? '' : `\n      (${advice})`}
`;
  });
  return `
  Your hooks are on Greenlight's sandbox. Open it and press Deploy:

    dashboard    ${sandbox.urls.dashboard}/
    production   ${sandbox.urls.production}/
    test         ${sandbox.testCommand() ?? `${sandbox.urls.test}/`}
    mailbox      ${sandbox.urls.dashboard}/mailbox
    ECS API      ${ecs.endpoint}   (AWS_ENDPOINT_URL_ECS, which your hooks have)

${ofModules.join('')}${formatMovedPorts(sandbox.movedPorts)}
  Save a hook or what it imports, and the next call runs it. The sandbox's clock runs ${speed} times as fast as yours. Kept in ${folder}.
  Ctrl-C ends it.

`;
}

/** Only once: a second Ctrl-C ends the process at once. */
function interruption(): { signal: AbortSignal; ignore(): void } {
  const controller = new AbortController();
  const abort = () => controller.abort();
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.once(signal, abort);
  return {
    signal: controller.signal,
    ignore() {
      for (const signal of signals) process.off(signal, abort);
    },
  };
}
