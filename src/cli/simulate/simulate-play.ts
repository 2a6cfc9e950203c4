import { readFileSync, writeFileSync } from 'node:fs';
import type { Faults } from '../../controller/chance/faults.ts';
import type { ControllerClock } from '../../controller/clock/clock.ts';
import { ScaledClock } from '../../controller/clock/scaled-clock.ts';
import { VirtualClock } from '../../controller/clock/virtual-clock.ts';
import type { Switches } from '../../controller/switches.ts';
import { parseRecording, type RecordedCall, writeCall } from '../../simulate/recording.ts';
import { renderReport } from '../../simulate/report/report.ts';
import { simulateDeployment } from '../../simulate/simulate-deployment.ts';
import type { SimulatedHook, SimulateOptions, Simulation } from '../../simulate/simulation.ts';
import { type UncalledHook, uncalledHooks } from '../../simulate/uncalled-hooks.ts';
import { formatShortDuration } from '../../wording/durations.ts';
import { formatFileError } from '../../wording/file-error.ts';
import { renderFailure } from '../command/failure.ts';
import { MisuseError } from '../command/misuse-error.ts';
import { formatHookLine } from '../terminal/hook-output.ts';
import { liveTree } from '../terminal/live-tree.ts';
import { screenOn } from '../terminal/screen.ts';
import { type HookCrash, reportCrash } from './hook-crash.ts';
import type { FunctionFlags } from './hook-flags.ts';
import { hookName } from './load-hook.ts';
import { type OpenedHook, type OpenHookOptions, openHook } from './open-hook.ts';
import { writeArguments } from './recorded-arguments.ts';
import { advance } from './show/advance.ts';
import { runningCall } from './show/running-call.ts';
import { formatSummary } from './show/simulate-summary.ts';
import { deploymentTree } from './show/simulate-tree.ts';
import { type HookFlag, simulatedStrategies } from './simulate-flags.ts';

/** The flags of `greenlight simulate`, read. */
export type SimulateFlags = FunctionFlags & {
  strategy: string;
  hooks: readonly HookFlag[];
  /** As they were typed, after `simulate`. */
  arguments: readonly string[];
  ownProcess?: boolean;
  strict?: boolean;
  output: 'text' | 'json';
  firstDeployment?: boolean;
  activeRevisions?: number;
  desiredCount?: number;
  bakeMinutes?: number;
  stepPercent?: number;
  stepBakeMinutes?: number;
  canaryPercent?: number;
  canaryBakeMinutes?: number;
  configuration?: SimulateOptions['deploymentConfiguration'] & {};
  seed?: string;
  fault?: Faults;
  profile?: Partial<Switches>;
  switch?: Partial<Switches>;
  speed?: number;
  wallClock?: boolean;
  record?: string;
  replay?: string;
  report?: string;
  event?: string;
};

/**
 * Plays, shows and reports.
 *
 * @returns the exit code
 * @throws {MisuseError | SimulateError | ControllerError} if it cannot be played
 */
export async function playSimulation(flags: SimulateFlags): Promise<0 | 1> {
  const replay = flags.replay === undefined ? undefined : readRecording(flags.replay);
  // A file that cannot be written is reported before anything is played.
  if (flags.record !== undefined) write(flags.record, writeArguments(flags.arguments));
  if (flags.report !== undefined) write(flags.report, '');
  // A scaled clock starts at the current time, so that `Date`, which cannot follow it, is not far off.
  const clock = flags.speed === undefined ? new VirtualClock() : new ScaledClock({ factor: flags.speed });
  const crashes: HookCrash[] = [];
  const started = performance.now();
  const simulation = await show(
    flags,
    { clock, onCrash: (crash) => crashes.push(crash) },
    {
      ...optionsOf(flags),
      ...(replay && { replay, seed: flags.seed ?? replay[0]?.seed ?? 1 }),
      clock,
    },
  );
  const seconds = (performance.now() - started) / 1000;

  if (flags.report !== undefined) write(flags.report, String(await renderReport(simulation)));
  const stream = flags.output === 'json' ? process.stderr : process.stdout;
  const { report, record } = flags;
  stream.write(
    formatSummary(simulation, { seconds, report, record, columns: stream.isTTY ? stream.columns : undefined }),
  );
  const uncalled = uncalledHooks(simulation);
  if (uncalled.length > 0) process.stderr.write(formatUncalled(uncalled, simulation, flags.strict ?? false));
  for (const crash of crashes) reportCrash(crash);
  if (flags.output === 'json') {
    process.stdout.write(`${JSON.stringify({ ...simulation, uncalledHooks: uncalled, crashes })}\n`);
  }
  const isFine = crashes.length === 0 && !(flags.strict && uncalled.length > 0);
  return simulation.status === 'SUCCESSFUL' && isFine ? 0 : 1;
}

/** One line for each hook that has checked nothing, with the likely reason. */
function formatUncalled(uncalled: readonly UncalledHook[], { strategy }: Simulation, isStrict: boolean): string {
  const word = isStrict ? '' : 'warning: ';
  const lines = uncalled.map(
    ({ name, stage }) => `${word}${name} was never called at ${stage}, so it has checked nothing`,
  );
  const next =
    strategy === 'ROLLING'
      ? 'a rolling deployment calls hooks only at PRE_SCALE_UP (BEHAVIOUR.md, rollingHooks); use another strategy, or attach the hook there'
      : 'attach it at a stage that this deployment has';
  return lines
    .map((message, at) =>
      renderFailure('greenlight simulate', {
        message,
        ...(at === lines.length - 1 && { next: `${next}${isStrict ? '' : '; --strict makes this an error'}` }),
      }),
    )
    .join('');
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
      ...(flags.wallClock || flags.speed !== undefined ? {} : { now: () => clock.now() }),
      onLine: (line) => tree.note(formatHookLine(running.name(name) ?? name, line)),
      onNotice: (line) => tree.note(formatHookLine(undefined, line)),
      onCrash: (problem) => onCrash({ name, problem }),
    }));
    const { record } = flags;
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
      ...(record !== undefined && { onCall: (call) => write(record, writeCall(call), 'a') }),
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
async function openHooks(
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

function optionsOf(flags: SimulateFlags): SimulateOptions {
  const strategy = simulatedStrategies[flags.strategy] ?? 'BLUE_GREEN';
  const { stepPercent, stepBakeMinutes, canaryPercent, canaryBakeMinutes } = flags;
  refuseFor('linear', flags, { '--step-percent': stepPercent, '--step-bake-minutes': stepBakeMinutes });
  refuseFor('canary', flags, { '--canary-percent': canaryPercent, '--canary-bake-minutes': canaryBakeMinutes });
  return {
    strategy,
    ...given('seed', flags.seed),
    ...given('faults', flags.fault),
    ...group('switches', { ...flags.profile, ...flags.switch }),
    ...given('desiredCount', flags.desiredCount),
    ...given('firstDeployment', flags.firstDeployment),
    ...given('activeRevisions', flags.activeRevisions),
    deploymentConfiguration: {
      ...flags.configuration,
      ...given('bakeTimeInMinutes', flags.bakeMinutes),
      ...group('linearConfiguration', {
        ...given('stepPercent', stepPercent),
        ...given('stepBakeTimeInMinutes', stepBakeMinutes),
      }),
      ...group('canaryConfiguration', {
        ...given('canaryPercent', canaryPercent),
        ...given('canaryBakeTimeInMinutes', canaryBakeMinutes),
      }),
    },
  };
}

/** @throws {MisuseError} if a flag of one strategy is used with another strategy */
function refuseFor(only: string, { strategy }: SimulateFlags, flags: Readonly<Record<string, unknown>>): void {
  if (strategy === only) return;
  for (const [flag, value] of Object.entries(flags)) {
    if (value === undefined) continue;
    throw new MisuseError(`${flag} applies to ${only}, but the strategy is ${strategy}; write --strategy ${only}`);
  }
}

/** A member if there is a value. */
function given<Key extends string, Value>(key: Key, value: Value | undefined) {
  return (value === undefined ? {} : { [key]: value }) as { [K in Key]?: Value };
}

/** A member if any of its own members is given. */
function group<Key extends string, Value extends object>(key: Key, value: Value) {
  return given(key, Object.keys(value).length > 0 ? value : undefined);
}

function readRecording(file: string): readonly RecordedCall[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    const why = formatFileError(cause);
    throw new MisuseError(`the recording cannot be read: ${why}; make one with --record ${file}`, { cause });
  }
  return parseRecording(text);
}

function write(file: string, text: string, flag: 'w' | 'a' = 'w'): void {
  try {
    writeFileSync(file, text, { flag });
  } catch (cause) {
    const why = formatFileError(cause);
    throw new MisuseError(`${file} cannot be written: ${why}; name a file in a folder that exists`, { cause });
  }
}
