import type { StandardSchemaV1 } from '@standard-schema/spec';
import { kitSchema } from '../../hook/configuration.ts';
import type { JsonObject } from '../../hook/json.ts';
import { pauseSchemas } from '../../pause-bridge/configuration/pause-configuration.ts';
import { formatIssue, formatValue, unknownKey } from '../../wording/values.ts';
import { detailsSchemas } from '../details-schemas.ts';
import {
  type HookConfiguration,
  readHookConfiguration,
  refuseUnprovable,
  usualDetails,
} from '../hook-configuration.ts';
import type { StackAbilities } from '../hook-directory.ts';
import type { HookKind } from '../hook-kinds.ts';
import { keysOfSchema, knownKeys } from './known-keys.ts';
import { suggestKey } from './suggest-key.ts';

/** One thing that is wrong with a configuration. */
export type Fault = {
  /** The path of the key: `rules[0].from`; empty if it is about the whole. */
  place: string;
  /** What is wrong, and what to write instead. */
  message: string;
};

/** Everything that is wrong with `hookDetails`, over the defaults of all services. */
export async function faultsInDetails(
  kind: HookKind,
  details: JsonObject,
  defaults: JsonObject = {},
): Promise<readonly Fault[]> {
  const { gate, errorBudget, ...own } = { ...defaults, ...details };
  const keysAt: KeysAt = (path) => knownKeys(kind, path);
  const found = [
    ...(await faultsBySchema(kitSchema, { gate, errorBudget }, keysAt)),
    ...(await faultsBySchema(detailsSchemas[kind], own, keysAt)),
  ];
  if (found.length > 0) return found;
  const { problem } = await readHookConfiguration(kind, details, defaults);
  return problem === undefined ? [] : [faultOf(problem)];
}

/** As the hook itself reads it on this stack; a problem names the keys that were probably meant. */
export async function readMeantConfiguration(
  kind: HookKind,
  details: JsonObject,
  defaults: JsonObject,
  stack: StackAbilities = {},
): Promise<HookConfiguration> {
  const read = refuseUnprovable(kind, await readHookConfiguration(kind, details, defaults), stack);
  if (read.problem === undefined) return read;
  return { problem: withKeysMeant(read.problem, 'hookDetails.', await faultsInDetails(kind, details, defaults)) };
}

/** What is wrong with defaults however a service completes them; undefined if nothing is. */
export async function problemOfDefaults(hook: HookKind, defaults: JsonObject): Promise<string | undefined> {
  const { problem } = await readMeantConfiguration(hook, defaults, usualDetails[hook]);
  return problem?.replaceAll('hookDetails', 'its value');
}

/**
 * What the program itself says, which does not know which key was meant, with the keys that probably were.
 *
 * @param before - what comes before the place of a fault
 */
export function withKeysMeant(problem: string, before: string, faults: readonly Fault[]): string {
  return faults
    .filter(({ message }) => message.startsWith('unknown key; write'))
    .reduce(
      (text, { place, message }) =>
        text.replace(`${before}${place}: ${unknownKey}`, () => `${before}${place}: ${message}`),
      problem,
    );
}

/** Everything that is wrong with what configures a pause. */
export async function faultsInPause(configuration: JsonObject): Promise<readonly Fault[]> {
  const { deadlineMinutes, ...rest } = configuration;
  const { deadline, others } = pauseSchemas;
  const keysAt: KeysAt = (path) => [
    ...keysOfSchema(others, path),
    ...(path.length === 0 ? Object.keys(deadline.entries) : []),
  ];
  return [
    ...(await faultsBySchema(deadline, { deadlineMinutes }, keysAt)),
    ...(await faultsBySchema(others, rest, keysAt)),
  ];
}

type KeysAt = (path: readonly unknown[]) => readonly string[];

/** Several issues with one value are one fault. */
export async function faultsBySchema(
  schema: StandardSchemaV1,
  value: unknown,
  keysAt: KeysAt,
): Promise<readonly Fault[]> {
  const { issues = [] } = await schema['~standard'].validate(value);
  return faultsOfIssues(issues, keysAt);
}

export function faultsOfIssues(issues: readonly Parameters<typeof formatIssue>[0][], keysAt: KeysAt): readonly Fault[] {
  const faults = issues.map((issue) => faultOfIssue(issue, keysAt));
  return faults.filter(
    ({ place }, index) => place === '' || faults.findIndex((other) => other.place === place) === index,
  );
}

/** With the key that was probably meant, if one is not known. */
function faultOfIssue(issue: Parameters<typeof formatIssue>[0], keysAt: KeysAt): Fault {
  const { place, message } = formatIssue(issue);
  if (message !== unknownKey) return { place, message };
  const path = (issue.path ?? []).map((part) => (typeof part === 'object' ? part.key : part));
  const known = keysAt(path.slice(0, -1));
  const meant = suggestKey(String(path.at(-1)), known);
  if (meant !== undefined) return { place, message: `unknown key; write ${formatValue(meant)}` };
  return { place, message: known.length === 0 ? message : `unknown key; the keys here are ${known.join(', ')}` };
}

/** Of a sentence that begins with the path: `hookDetails.requests[0].path: expected …`. */
function faultOf(problem: string): Fault {
  const [, place = '', message = problem] = /^hookDetails\.?([^\s:]*):? (.*)$/s.exec(problem) ?? [];
  return { place, message };
}
