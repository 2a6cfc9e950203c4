import { readFileSync, writeFileSync } from 'node:fs';
import type { ControllerClock } from '../controller/clock.ts';
import type { Faults } from '../controller/faults.ts';
import { ScaledClock } from '../controller/scaled-clock.ts';
import type { Switches } from '../controller/switches.ts';
import { VirtualClock } from '../controller/virtual-clock.ts';
import { parseRecording, type RecordedCall, writeCall } from '../simulate/recording.ts';
import { renderReport } from '../simulate/report/report.ts';
import { sayDuration } from '../simulate/say-duration.ts';
import { simulateDeployment } from '../simulate/simulate-deployment.ts';
import type { SimulatedHook, SimulateOptions, Simulation } from '../simulate/simulation.ts';
import { captureOutput } from './captured-output.ts';
import { withinRealTime } from './hook-guard.ts';
import { liveTree } from './live-tree.ts';
import { hookName, loadHook } from './load-hook.ts';
import { MisuseError } from './misuse-error.ts';
import { screenOn } from './screen.ts';
import { type HookFlag, strategies } from './simulate-flags.ts';
import { saySummary } from './simulate-summary.ts';
import { deploymentTree } from './simulate-tree.ts';
import { useSimulatedDate } from './simulated-date.ts';

/** The flags of `greenlight simulate`, read. */
export type SimulateFlags = {
  strategy: string;
  hooks: readonly HookFlag[];
  functionTimeout: number;
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
 * @throws {MisuseError | SimulateError | ControllerError} what cannot be played
 */
export async function playSimulation(flags: SimulateFlags): Promise<0 | 1> {
  const replay = flags.replay === undefined ? undefined : readRecording(flags.replay);
  if (flags.record !== undefined) write(flags.record, '');
  // A scaled clock starts at the time of now, so that `Date`, which cannot be bent to it, is not far off.
  const clock = flags.speed === undefined ? new VirtualClock() : new ScaledClock({ factor: flags.speed });
  const started = performance.now();
  const simulation = await show(flags, clock, {
    ...optionsOf(flags),
    ...(replay && { replay, seed: flags.seed ?? replay[0]?.seed ?? 1 }),
    clock,
  });
  const seconds = (performance.now() - started) / 1000;

  if (flags.report !== undefined) write(flags.report, String(await renderReport(simulation)));
  const stream = flags.output === 'json' ? process.stderr : process.stdout;
  const { report, record } = flags;
  stream.write(saySummary(simulation, { seconds, report, record, columns: stream.isTTY ? stream.columns : undefined }));
  if (flags.output === 'json') process.stdout.write(`${JSON.stringify(simulation)}\n`);
  return simulation.status === 'SUCCESSFUL' ? 0 : 1;
}

/** Plays with the tree on the screen, and the hooks' own output above it. */
async function show(flags: SimulateFlags, clock: ControllerClock, options: SimulateOptions): Promise<Simulation> {
  const captured = captureOutput((line) => tree.note(`  ${line}`));
  const screen = screenOn(flags.output === 'json' ? process.stderr : process.stdout, (text) =>
    flags.output === 'json' ? captured.stderr(text) : captured.stdout(text),
  );
  const tree = liveTree(screen);
  const restoreDate = flags.wallClock || flags.speed !== undefined ? () => {} : useSimulatedDate(clock);
  const ending = new AbortController();
  const ignoreRejections = onStrayRejection((error) => ending.abort(error));
  try {
    const hooks = await loadHooks(flags);
    const { record } = flags;
    const simulation = await simulateDeployment({
      ...options,
      hooks,
      signal: ending.signal,
      onEvent: (_event, soFar) => tree.update(deploymentTree(soFar), sayDuration(soFar.virtualSeconds)),
      ...(record !== undefined && { onCall: (call) => write(record, writeCall(call), 'a') }),
    });
    tree.finish(deploymentTree(simulation), sayDuration(simulation.virtualSeconds));
    return simulation;
  } finally {
    tree.stop();
    ignoreRejections();
    restoreDate();
    captured.release();
  }
}

function loadHooks({ hooks, functionTimeout, replay }: SimulateFlags): Promise<SimulatedHook[]> {
  return Promise.all(
    hooks.map(async (hook): Promise<SimulatedHook> => {
      if (!('file' in hook)) return hook;
      const { file, ...rest } = hook;
      if (hook.at.length === 0) {
        throw new MisuseError(`${file} is called at no stage; write --hook ${file}@POST_TEST_TRAFFIC_SHIFT`);
      }
      // A replay answers in its stead, so that it need not even be there.
      if (replay !== undefined) return { ...rest, name: hookName(file), handler: () => undefined };
      const { handler, name } = await loadHook(file);
      return { ...rest, name, handler: withinRealTime(handler, functionTimeout) };
    }),
  );
}

function optionsOf(flags: SimulateFlags): SimulateOptions {
  const strategy = strategies[flags.strategy] ?? 'BLUE_GREEN';
  return {
    strategy,
    ...given('seed', flags.seed),
    ...given('faults', flags.fault),
    ...given('switches', flags.switch),
    ...given('desiredCount', flags.desiredCount),
    ...given('firstDeployment', flags.firstDeployment),
    ...given('activeRevisions', flags.activeRevisions),
    deploymentConfiguration: {
      ...flags.configuration,
      ...given('bakeTimeInMinutes', flags.bakeMinutes),
      ...group('linearConfiguration', {
        ...given('stepPercent', flags.stepPercent),
        ...given('stepBakeTimeInMinutes', flags.stepBakeMinutes),
      }),
      ...group('canaryConfiguration', {
        ...given('canaryPercent', flags.canaryPercent),
        ...given('canaryBakeTimeInMinutes', flags.canaryBakeMinutes),
      }),
    },
  };
}

/** A member where there is a value. */
function given<Key extends string, Value>(key: Key, value: Value | undefined) {
  return (value === undefined ? {} : { [key]: value }) as { [K in Key]?: Value };
}

/** A member where any of its own is given. */
function group<Key extends string, Value extends object>(key: Key, value: Value) {
  return given(key, Object.keys(value).length > 0 ? value : undefined);
}

function readRecording(file: string): readonly RecordedCall[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new MisuseError(`the recording cannot be read: ${why}; make one with --record ${file}`, { cause });
  }
  return parseRecording(text);
}

function write(file: string, text: string, flag: 'w' | 'a' = 'w'): void {
  try {
    writeFileSync(file, text, { flag });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new MisuseError(`${file} cannot be written: ${why}; name a file in a folder that exists`, { cause });
  }
}

/**
 * Tells of a promise that a hook left behind and that rejects. Lambda ends the function's process there.
 *
 * @returns stops telling
 */
function onStrayRejection(tell: (error: MisuseError) => void): () => void {
  const onRejection = (reason: unknown) => {
    const why = reason instanceof Error ? `${reason.name}: ${reason.message}` : String(reason);
    tell(new MisuseError(`a hook left a promise behind that rejected: ${why}; await every promise in the handler`));
  };
  process.on('unhandledRejection', onRejection);
  return () => process.off('unhandledRejection', onRejection);
}
