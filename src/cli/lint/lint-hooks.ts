import { isJsonObject, type JsonObject, type JsonValue } from '../../hook/json.ts';
import { formatValue } from '../../wording/values.ts';
import { type FoundHooks, findAllHooks } from '../attach/file/find-hooks.ts';
import { readHookElement } from '../attach/file/read-hooks-file.ts';
import { apiSpelling } from '../attach/file/spelling.ts';
import { CliError } from '../command/cli-error.ts';
import type { LintSurroundings, PlacedRequest } from './complete-requests.ts';
import { lintRequests } from './lint-requests.ts';
import { findingOfFault, joinLinted, type Linted, partOf, renameIn } from './linted.ts';
import { evaluateHook } from './read-functions.ts';

/**
 * Checks the hooks of every service in a file.
 *
 * @throws {CliError} if there are none, or they are in Terraform's spelling
 */
export async function lintHooks(value: unknown, name: string, stack: LintSurroundings['stack']): Promise<Linted> {
  const lists = findAllHooks(value, name);
  if (lists.every(({ hooks }) => Array.isArray(hooks) && hooks.length === 0)) {
    throw new CliError(`${name} has no lifecycleHooks`, {
      next: 'greenlight attach --print json prints a file with hooks; docs/attach.md shows one',
    });
  }
  return joinLinted(await Promise.all(lists.map((list) => lintList(list, stack))));
}

async function lintList({ hooks, path, within = {} }: FoundHooks, stack: LintSurroundings['stack']): Promise<Linted> {
  if (!Array.isArray(hooks)) {
    const message = `expected a list of hooks, not ${formatValue(hooks)}`;
    return partOf({ findings: [findingOfFault({ place: '', message }, path, 'hook-form')] });
  }
  const isCapital = /LifecycleHooks$/.test(path);
  const list = isCapital ? 'LifecycleHooks' : 'lifecycleHooks';
  const read = hooks.map((element: JsonValue, index) => readElement(element, `${list}[${index}]`));
  const deploymentConfiguration = configurationIn(within);
  const surroundings = { deploymentConfiguration, stack };
  const linted = await lintRequests(
    read.flatMap(({ placed }) => placed ?? []),
    surroundings,
  );
  const { strategy } = deploymentConfiguration;
  const why = 'the file does not say which strategy the service has, so rules about it were left out';
  const all = joinLinted([
    ...read.map(({ linted: own }) => own),
    isCapital ? renameIn(linted, capitalize) : linted,
    partOf({ notChecked: strategy === undefined ? [{ place: list, why }] : [] }),
  ]);
  return placeWithin(all, list, path);
}

/** Messages name a hook shortly, and places by the whole path to it. */
function placeWithin({ checked, findings, notChecked }: Linted, list: string, path: string): Linted {
  const place = (short: string) => (short.startsWith(list) ? `${path}${short.slice(list.length)}` : path);
  return {
    checked,
    findings: findings.map((finding) => ({ ...finding, place: place(finding.place) })),
    notChecked: notChecked.map((one) => ({ ...one, place: place(one.place) })),
  };
}

function readElement(element: JsonValue, at: string): { placed?: PlacedRequest; linted: Linted } {
  const evaluated = evaluateHook(element);
  if (!evaluated.ok) return { linted: partOf({ notChecked: [{ place: at, why: evaluated.why }] }) };
  const { kind, unknownDetails } = evaluated;
  const read = readHookElement(evaluated.element, at);
  if (read.ok) {
    const request = kind ? { ...read.request, target: { kind } } : read.request;
    return { placed: { request, at, unknownDetails }, linted: partOf({}) };
  }
  return { linted: partOf({ findings: read.faults.map((fault) => findingOfFault(fault, at, 'hook-form')) }) };
}

/** Only strings and numbers count; the value of a function of CloudFormation is not known. */
function configurationIn(within: JsonObject): LintSurroundings['deploymentConfiguration'] {
  const known = Object.entries(within).flatMap(([key, value]) => {
    const inner = isJsonObject(value) ? configurationIn(value) : value;
    return Array.isArray(value) ? [] : [[apiSpelling(key), inner]];
  });
  const { strategy, ...rest } = Object.fromEntries(known);
  return typeof strategy === 'string' ? { ...rest, strategy } : rest;
}

/** The members of a hook as CloudFormation spells them. */
function capitalize(text: string): string {
  return text.replace(
    /\b(?:hookTargetArn|roleArn|lifecycleStages|hookDetails|timeoutConfiguration|timeoutInMinutes|targetType|(?<=[Tt]imeoutConfiguration\.)action)\b/g,
    (member) => `${member.charAt(0).toUpperCase()}${member.slice(1)}`,
  );
}
