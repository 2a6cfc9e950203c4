import { resolve } from 'node:path';
import type { ControllerClock } from '../../controller/clock/controller-clock.ts';
import { ScaledClock } from '../../controller/clock/scaled-clock.ts';
import { VirtualClock } from '../../controller/clock/virtual-clock.ts';
import { parseRecording, type RecordedCall, writeCall } from '../../simulate/recording.ts';
import { simulateDeployment } from '../../simulate/simulate-deployment.ts';
import type { SimulatedHook, SimulateOptions, Simulation } from '../../simulate/simulation.ts';
import { uncalledHooks } from '../../simulate/uncalled-hooks.ts';
import { formatShortDuration } from '../../wording/durations.ts';
import { formatFileError } from '../../wording/file-error.ts';
import { MisuseError } from '../command/misuse-error.ts';
import { readEdited } from '../command/read-edited.ts';
import { refuseUnwritable, writeOutput } from '../command/write-output.ts';
import { formatHookLine } from '../terminal/hook-output.ts';
import { liveTree } from '../terminal/live-tree.ts';
import { screenOn } from '../terminal/screen.ts';
import type { HookCrash, HookFindings } from './hook-findings.ts';
import { hookName } from './load-hook.ts';
import { type OpenedHook, type OpenHookOptions, openHook } from './open-hook.ts';
import { writeArguments } from './recorded-arguments.ts';
import { advance } from './show/advance.ts';
import { runningCall } from './show/running-call.ts';
import { deploymentTree } from './show/simulate-tree.ts';
import { type SimulateFlags, simulateOptionsOf } from './simulate-options.ts';

type PlayedConfiguration = HookFindings & {
  simulation: Simulation;
  /** The real time that it took. */
  seconds: number;
};

/**
 * Plays what the flags describe, with its tree on the screen, and writes the recording.
 *
 * @throws {MisuseError | SimulateError | ControllerError} if it cannot be played
 */
export async function playConfiguration(flags: SimulateFlags): Promise<PlayedConfiguration> {
  const replay = flags.replay === undefined ? undefined : readRecording(flags.replay);
  const { record, report } = flags;
  if (record !== undefined && report !== undefined && resolve(record) === resolve(report)) {
    throw new MisuseError(`--record and --report are both ${record}; name a file for each`);
  }
  for (const file of [record, report]) if (file !== undefined) refuseUnwritable(file);
  const clock = clockOf(flags);
  const crashes: HookCrash[] = [];
  const started = performance.now();
  const surroundings = { clock, onCrash: (crash: HookCrash) => crashes.push(crash) };
  const simulation = await show(flags, surroundings, {
    ...simulateOptionsOf(flags),
    ...(replay && { replay, seed: flags.seed ?? replay[0]?.seed ?? 1 }),
    clock,
  });
  const seconds = (performance.now() - started) / 1000;
  return { simulation, uncalledHooks: uncalledHooks(simulation), crashes, seconds };
}

/** A scaled clock starts at the current time, so that `Date`, which cannot follow it, is not far off. */
export function clockOf({ speed }: SimulateFlags): ControllerClock {
  return speed === undefined ? new VirtualClock() : new ScaledClock({ factor: speed });
}

/** What `Date` says in a hook's thread; nothing if that is the real time. */
export function dateOf({ wallClock, speed }: SimulateFlags, clock: ControllerClock): Pick<OpenHookOptions, 'now'> {
  return wallClock || speed !== undefined ? {} : { now: () => clock.now() };
}

type Surroundings = { clock: ControllerClock; onCrash: (crash: HookCrash) => void };

/** Plays with the tree on the screen, and the hooks' own output above it. */
async function show(
  flags: SimulateFlags,
  { clock, onCrash }: Surroundings,
  options: SimulateOptions,
): Promise<Simulation> {
  const running = runningCall();
  const stream = flags.output === 'json' ? process.stderr : process.stdout;
  const tree = liveTree(screenOn(stream, (text) => void stream.write(text)));
  const opened: OpenedHook[] = [];
  const stop = () => Promise.all(opened.map((hook) => hook.stop()));
  try {
    const hooks = await openHooks(flags, opened, (name) => ({
      ...dateOf(flags, clock),
      onLine: (line) => tree.note(formatHookLine(running.name(name) ?? name, line)),
      onNotice: (line) => tree.note(formatHookLine(undefined, line)),
      onCrash: (problem) => onCrash({ name, problem }),
    }));
    const { record } = flags;
    if (record !== undefined) writeOutput(record, writeArguments(flags.arguments));
    const simulation = await simulateDeployment({
      ...options,
      hooks,
      onEvent: (event, soFar) => {
        running.follow(event);
        const since = clock.now().getTime();
        // On the virtual clock no time passes between two events.
        const sinceThen = () => deploymentTree(advance(soFar, (clock.now().getTime() - since) / 1000));
        tree.update(sinceThen, formatShortDuration(soFar.virtualSeconds));
      },
      ...(record !== undefined && { onCall: (call) => writeOutput(record, writeCall(call), 'a') }),
    });
    // The hooks' output comes before the final tree.
    await stop();
    tree.finish(deploymentTree(simulation), formatShortDuration(simulation.virtualSeconds));
    return simulation;
  } finally {
    await stop();
    tree.stop();
  }
}

type Outputs = Pick<OpenHookOptions, 'now' | 'onLine' | 'onNotice' | 'onCrash'>;

/** @param opened receives each hook as it is opened, because opening the next one may fail */
export async function openHooks(
  flags: SimulateFlags,
  opened: OpenedHook[],
  outputsOf: (name: string) => Outputs,
): Promise<SimulatedHook[]> {
  const hooks: SimulatedHook[] = [];
  for (const hook of flags.hooks) {
    if (!('file' in hook)) {
      hooks.push(hook);
      continue;
    }
    const { file, handler: wanted, ...rest } = hook;
    const name = hookName(file, wanted);
    if (hook.at.length === 0) {
      throw new MisuseError(`${file} has no stage; write --hook ${file}@POST_TEST_TRAFFIC_SHIFT`);
    }
    // A replay answers instead, so the module need not exist.
    if (flags.replay !== undefined) {
      hooks.push({ ...rest, name, handler: () => undefined });
      continue;
    }
    const one = await openHook({ file, handler: wanted }, openOptionsOf(flags, outputsOf(name)));
    opened.push(one);
    hooks.push({ ...rest, name: one.name, handler: one.handler });
  }
  return hooks;
}

export function openOptionsOf(
  { functionTimeout, env, ownProcess = false }: SimulateFlags,
  outputs: Outputs,
): OpenHookOptions {
  return { timeoutSeconds: functionTimeout, isApart: ownProcess, environment: env, ...outputs };
}

function readRecording(file: string): readonly RecordedCall[] {
  let text: string;
  try {
    text = readEdited(file);
  } catch (cause) {
    const isMissing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    const next = isMissing ? `make one with --record ${file}` : 'write the path of a file that --record has made';
    throw new MisuseError(`--replay ${file}: ${formatFileError(cause)}; ${next}`, { cause });
  }
  try {
    return parseRecording(text);
  } catch (cause) {
    throw new MisuseError(`--replay ${file}: ${(cause as Error).message}`, { cause });
  }
}
