import { existsSync } from 'node:fs';
import { InvalidArgumentError } from 'commander';
import { type Chance, type FaultKind, type Faults, faultKinds } from '../../controller/chance/faults.ts';
import type { Strategy, TimeoutAction } from '../../controller/ecs/resources.ts';
import type { Switches } from '../../controller/switches.ts';
import { isJsonObject, type JsonObject } from '../../hook/json.ts';
import { type HookableStage, hookableStages } from '../../hook/target.ts';
import type { SimulateOptions } from '../../simulate/simulation.ts';
import { formatFileError, formatJsonError } from '../../wording/file-error.ts';
import { formatValue } from '../../wording/values.ts';
import { readEdited } from '../command/read-edited.ts';
import { switchReadings } from '../profile/switch-readings.ts';

/** One `--hook` or `--pause`, with the flags after it. */
export type HookFlag = ModuleFlag | PauseFlag;

/** `file` may be a URL, if the command accepts URLs. `handler` is the export that was named. */
export type ModuleFlag = About & { file: string; handler?: string; hookDetails?: JsonObject };

type PauseFlag = About & { pause: 'unanswered' | { action: TimeoutAction; afterMinutes: number } };

type About = {
  /** Empty if the flag names none. */
  at: readonly HookableStage[];
  timeoutMinutes?: number;
  timeoutAction?: TimeoutAction;
};

export const simulatedStrategies: Readonly<Record<string, Strategy>> = {
  rolling: 'ROLLING',
  'blue-green': 'BLUE_GREEN',
  linear: 'LINEAR',
  canary: 'CANARY',
};

/**
 * `./my-hook.mjs@POST_TEST_TRAFFIC_SHIFT,PRODUCTION_TRAFFIC_SHIFT`, or a URL instead of the path. A path or a URL may contain an `@`: what follows
 * the last one is read as stages if it looks like stages, in any case. `./app.mjs#lambdaHandler` names an export, unless there is such a file.
 */
export function readHook(text: string): ModuleFlag {
  const [, place = '', stages] = /^(.*?)(?:@([A-Z_,]*|[a-z]+(?:[_,][a-z]+)+))?$/.exec(text) ?? [];
  if (place === '') throw new InvalidArgumentError('write the path of a module: ./my-hook.mjs@POST_TEST_TRAFFIC_SHIFT');
  return { ...readPlace(place), at: stages === undefined ? [] : readStages(stages) };
}

function readPlace(place: string): Pick<ModuleFlag, 'file' | 'handler'> {
  const [, file, handler] = /^(?!https?:)(.+)#([\w$]+)$/i.exec(place) ?? [];
  return file === undefined || handler === undefined || existsSync(place) ? { file: place } : { file, handler };
}

/** `POST_TEST_TRAFFIC_SHIFT` waits until it times out; with `=CONTINUE@5` somebody continues after 5 minutes. */
export function readPauseAnswer(text: string): PauseFlag {
  const [, stages = '', answer, minutes = '0'] = /^([^=]*)(?:=(\w*)(?:@(.*))?)?$/.exec(text) ?? [];
  const at = readStages(stages);
  if (answer === undefined) return { at, pause: 'unanswered' };
  return { at, pause: { action: readAction(answer), afterMinutes: number(0, 20_160)(minutes) } };
}

export function readStages(text: string): readonly HookableStage[] {
  return text.split(',').map((name) => {
    const stage = hookableStages.find((known) => known === name);
    if (stage) return stage;
    throw new InvalidArgumentError(
      `"${name}" is not a stage that calls hooks; write some of ${hookableStages.join(', ')}`,
    );
  });
}

/** For a flag without a hook of its own: only the last of several would count. */
export function readStagesOnce(text: string, before?: readonly HookableStage[]): readonly HookableStage[] {
  if (before === undefined) return readStages(text);
  throw new InvalidArgumentError(repeatedStages);
}

export const repeatedStages =
  'it is given twice; write all stages with commas between them: --at PRE_SCALE_UP,POST_SCALE_UP';

export function readAction(text: string): TimeoutAction {
  const action = text.toUpperCase();
  if (action === 'ROLLBACK' || action === 'CONTINUE') return action;
  throw new InvalidArgumentError(`"${text}" is not an action; write ROLLBACK or CONTINUE`);
}

/** An empty one, such as of a variable that is not set, would look like the default and play something else. */
export function readSeed(text: string): string {
  if (text.trim() !== '') return text;
  throw new InvalidArgumentError('write a number or a word, such as --seed 7');
}

/** The members of `deploymentConfiguration` without a flag of their own: alarms, circuit breaker, healthy percents. */
export function readDeploymentConfiguration(text: string): SimulateOptions['deploymentConfiguration'] & {} {
  const given = readObject(text, '{"minimumHealthyPercent": 50}');
  for (const [key, flag] of [
    ['strategy', '--strategy'],
    ['lifecycleHooks', '--hook and --pause'],
  ] as const) {
    if (key in given) throw new InvalidArgumentError(`${key} has a flag of its own; leave it out and write ${flag}`);
  }
  // The controller validates it as ECS would.
  return given as SimulateOptions['deploymentConfiguration'] & {};
}

/**
 * A JSON object, or the path of a file with one.
 *
 * @param example - shown in the advice if the text is something else
 */
export function readObject(text: string, example = '{"path": "/health"}'): JsonObject {
  const isInline = /^\s*[[{]/.test(text);
  if (!isInline && !existsSync(text)) {
    throw new InvalidArgumentError(
      `there is no file ${text === '' ? 'with an empty name' : formatValue(text)}; write its path, or its content: '${example}'`,
    );
  }
  let content = text;
  let value: unknown;
  try {
    if (!isInline) content = readEdited(text);
    value = JSON.parse(content);
  } catch (cause) {
    if (cause instanceof SyntaxError)
      throw new InvalidArgumentError(`${formatJsonError(content, cause)}; write for example '${example}'`);
    throw new InvalidArgumentError(`${formatFileError(cause)}; write the path of a file, or an object: '${example}'`);
  }
  if (isJsonObject(value)) return value;
  throw new InvalidArgumentError(`it is not an object; write for example '${example}'`);
}

/** `crashed` happens the first time, `crashed=0.1` at random, `crashed#1,3` the first and third time; `slowSeconds=90` sets how slow. */
export function readFault(text: string, before: Faults = {}): Faults {
  const [, name = '', value, script] = /^([A-Za-z-]+)(?:=(.*)|#(.*))?$/.exec(text) ?? [];
  if (name === 'slowSeconds' || name === 'lagSeconds') return { ...before, [name]: number(0, 86_400)(value ?? '') };
  const kind = faultKinds.find((known): known is FaultKind => known === name);
  if (!kind) throw new InvalidArgumentError(`"${name || text}" is not a fault; write one of ${faultKinds.join(', ')}`);
  return { ...before, [kind]: readChance(value, script) };
}

function readChance(value: string | undefined, script: string | undefined): Chance {
  if (value !== undefined) return number(0, 1)(value);
  return script === undefined ? [1] : script.split(',').map(wholeNumber(1, 1_000_000));
}

/** `executionId=per-hook`. */
export function readSwitch(text: string, before: Partial<Switches> = {}): Partial<Switches> {
  const [name = '', value = ''] = text.split('=', 2);
  const readings = new Map<string, readonly string[]>(Object.entries(switchReadings)).get(name);
  if (!readings) {
    throw new InvalidArgumentError(`"${name}" is not a switch; write one of ${Object.keys(switchReadings).join(', ')}`);
  }
  if (!readings.includes(value)) {
    throw new InvalidArgumentError(
      `${name} cannot be "${value}"; write ${readings.map((one) => `${name}=${one}`).join(' or ')}`,
    );
  }
  return { ...before, [name]: value };
}

export function number(min: number, max: number) {
  return (text: string): number => {
    const value = Number(text);
    if (text.trim() !== '' && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`"${text}" is not a number from ${min} to ${max}`);
  };
}

export function wholeNumber(min: number, max: number) {
  return (text: string): number => {
    const value = number(min, max)(text);
    if (Number.isInteger(value)) return value;
    throw new InvalidArgumentError(`"${text}" is not a whole number`);
  };
}
