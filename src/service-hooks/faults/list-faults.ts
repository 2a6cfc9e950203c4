import type { StandardSchemaV1 } from '@standard-schema/spec';
import { kitSchema } from '../../hook/configuration.ts';
import type { JsonObject } from '../../hook/json.ts';
import { pauseSchemas } from '../../pause-bridge/configuration/pause-configuration.ts';
import { formatIssue, formatValue, unknownKey } from '../../wording/values.ts';
import { detailsSchemas } from '../details-schemas.ts';
import { readHookConfiguration } from '../hook-configuration.ts';
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

/** What a hook would say of its `hookDetails`, with the keys that were probably meant. */
export async function withKeysMeant(
  problem: string,
  kind: HookKind,
  details: JsonObject,
  defaults: JsonObject,
): Promise<string> {
  if (!problem.includes(unknownKey)) return problem;
  const faults = await faultsInDetails(kind, details, defaults);
  return faults
    .filter(({ message }) => message.startsWith('unknown key; write'))
    .reduce(
      (text, { place, message }) =>
        text.replace(`hookDetails.${place}: ${unknownKey}`, () => `hookDetails.${place}: ${message}`),
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
