import { servicesOnSharedListeners } from '../../simulate/shared-listeners.ts';
import { simulateDeployment } from '../../simulate/simulate-deployment.ts';
import type { SimulatedHook, SimulatedService, Simulation } from '../../simulate/simulation.ts';
import { uncalledHooks } from '../../simulate/uncalled-hooks.ts';
import { MisuseError } from '../command/misuse-error.ts';
import { formatHookLine } from '../terminal/hook-output.ts';
import { screenOn } from '../terminal/screen.ts';
import { renderTree } from '../terminal/tree.ts';
import { exitCodeOfPlayed, type HookCrash, reportCrash, reportFindings } from './hook-findings.ts';
import type { OpenedHook } from './open-hook.ts';
import { clockOf, dateOf, openHooks } from './play-configuration.ts';
import { formatServices } from './show/services-table.ts';
import { deploymentTree } from './show/simulate-tree.ts';
import { type SimulateFlags, simulateOptionsOf } from './simulate-options.ts';

/** So that the services are not in step: a function that mixes them up is then called by one between two calls of another. */
const staggerSeconds = 7;

type PlayedServices = { simulations: readonly Simulation[]; crashes: readonly HookCrash[] };

/**
 * `--services`: plays the same deployment of several services at the same time. Their functions are the same ones, as a hook's function in an account is
 * one function for all services that have it.
 *
 * @returns the exit code: 0 if that of every service is
 * @throws {MisuseError | SimulateError | ControllerError} if it cannot be played
 */
export async function playServices(flags: SimulateFlags, count: number): Promise<0 | 1> {
  refuseFilesOf(flags);
  const { strict = false, output } = flags;
  const services = servicesOnSharedListeners(count);
  const { simulations, crashes } = await playAll(flags, services);

  const stream = output === 'json' ? process.stderr : process.stdout;
  const { colour, columns } = screenOn(stream, () => {});
  const style = { colour, ...(stream.isTTY && { columns }) };
  const trees = simulations.map((simulation) => `${renderTree(deploymentTree(simulation), style).join('\n')}\n\n`);
  stream.write(`${trees.join('')}${formatServices(services, simulations)}`);
  const played = simulations.map((simulation) => ({
    ...{ simulation, uncalledHooks: uncalledHooks(simulation), crashes: [] },
  }));
  for (const [index, one] of played.entries()) reportFindings(one, strict, `in ${services[index]?.name}, `);
  for (const crash of crashes) reportCrash(crash);
  if (output === 'json') {
    const results = played.map(({ simulation, uncalledHooks }) => ({ ...simulation, uncalledHooks }));
    process.stdout.write(`${JSON.stringify({ services: results, crashes })}\n`);
  }
  return crashes.length === 0 && played.every((one) => exitCodeOfPlayed(one, strict) === 0) ? 0 : 1;
}

async function playAll(flags: SimulateFlags, services: readonly SimulatedService[]): Promise<PlayedServices> {
  const stream = flags.output === 'json' ? process.stderr : process.stdout;
  const clock = clockOf(flags);
  const crashes: HookCrash[] = [];
  const opened: OpenedHook[] = [];
  const stop = () => Promise.all(opened.map((hook) => hook.stop()));
  const play = async (service: SimulatedService, index: number, hooks: readonly SimulatedHook[]) => {
    await clock.run(clock.sleep(index * staggerSeconds * 1000));
    const { seed = '1', ...options } = simulateOptionsOf(flags);
    // Another one for each, so that the same faults do not strike all services at once.
    const own = index === 0 ? seed : `${seed}/${service.name}`;
    return simulateDeployment({ ...options, service, hooks, clock, seed: own });
  };
  try {
    const hooks = await openHooks(flags, opened, (name) => ({
      ...dateOf(flags, clock),
      onLine: (line) => void stream.write(`${formatHookLine(name, line)}\n`),
      onNotice: (line) => void stream.write(`${formatHookLine(undefined, line)}\n`),
      onCrash: (problem) => crashes.push({ name, problem }),
    }));
    const simulations = await Promise.all(services.map((service, index) => play(service, index, hooks)));
    await stop();
    return { simulations, crashes };
  } finally {
    await stop();
  }
}

/** @throws {MisuseError} for a flag that is about one deployment */
function refuseFilesOf(flags: SimulateFlags): void {
  for (const flag of ['record', 'replay', 'report'] as const) {
    if (flags[flag] === undefined) continue;
    throw new MisuseError(`--${flag} is about one deployment, and --services plays several; leave out one of them`);
  }
}
