import { makeSmokeConfigSchema } from '../../checks/smoke/config/smoke-config.ts';
import { parseSuite } from '../../checks/smoke/suite/parse-suite.ts';
import type { JsonObject } from '../../hook/json.ts';
import { detailsKeys, keysOfSchema } from '../../service-hooks/faults/known-keys.ts';
import { faultsBySchema, faultsInDetails, faultsInPause } from '../../service-hooks/faults/list-faults.ts';
import { type HookKind, hookKinds } from '../../service-hooks/hook-kinds.ts';
import { CliError } from '../command/cli-error.ts';
import type { LintSurroundings, PlacedRequest } from './complete-requests.ts';
import { lintRequests } from './lint-requests.ts';
import { findingOfFault, type Linted, partOf, renameIn } from './linted.ts';

/** What a file with a configuration alone can be: of a hook, of a pause, or the document of a smoke suite. */
export const detailsForms = [...hookKinds, 'pause', 'suite'] as const;
export type DetailsForm = (typeof detailsForms)[number];

const at = 'lifecycleHooks[0]';

/** Checks what one gate is configured with, without the hook around it. */
export async function lintDetails(
  details: JsonObject,
  form: HookKind | 'pause',
  stack: LintSurroundings['stack'],
): Promise<Linted> {
  const request: PlacedRequest['request'] = {
    target: { kind: form === 'pause' ? 'approval' : form },
    details,
    from: 'this configuration',
    ...(form === 'pause' && { via: 'pause' }),
  };
  const linted = await lintRequests([{ request, at }], { deploymentConfiguration: {}, stack });
  const findings = linted.findings.filter(({ place }) => !isAboutHook(place));
  return renameIn({ ...linted, findings: findings.map(placeOnGate) }, (text) =>
    text.replaceAll(`${at}.hookDetails.`, '').replaceAll(`${at}.hookDetails`, '').replaceAll(at, 'the gate'),
  );
}

/** The stage and the timeout are not in the file. */
function isAboutHook(place: string): boolean {
  return place.startsWith(`${at}.timeoutConfiguration`) || place.startsWith(`${at}.lifecycleStages`);
}

function placeOnGate(finding: Linted['findings'][number]): Linted['findings'][number] {
  return finding.place === at ? { ...finding, place: '' } : finding;
}

/** Checks the document of a suite. What is read from AWS when it runs, such as secrets, is not needed. */
export async function lintSuite(text: string, stack: LintSurroundings['stack']): Promise<Linted> {
  const parsed = parseSuite(text);
  if (!parsed.ok) {
    return partOf({ findings: [findingOfFault({ place: '', message: parsed.reason }, '', 'suite-invalid')] });
  }
  const schema = makeSmokeConfigSchema({ allowLoopback: false });
  const faults = await faultsBySchema(schema, parsed.keys, (path) => keysOfSchema(schema, path));
  if (faults.length > 0) {
    return partOf({ findings: faults.map((fault) => findingOfFault(fault, '', 'suite-invalid')) });
  }
  return lintDetails(parsed.keys, 'smoke', stack);
}

/**
 * Which form a configuration has, by its keys.
 *
 * @throws {CliError} if it may be several, or none
 */
export async function recognizeForm(keys: JsonObject, name: string): Promise<DetailsForm> {
  const given = Object.keys(keys);
  const scores = hookKinds.map((kind) => ({
    kind,
    score: given.filter((key) => detailsKeys(kind).includes(key)).length,
  }));
  const most = Math.max(...scores.map(({ score }) => score));
  const equal = scores.filter(({ score }) => score === most).map(({ kind }) => kind);
  // It shares most of its keys with the smoke test, which is far more common.
  const likely = equal.length > 1 ? equal.filter((kind) => kind !== 'browser') : equal;
  const [only] = likely;
  if (only === undefined || likely.length !== 1 || most === 0) {
    const what = most === 0 ? 'has no key that greenlight lint knows' : `may configure ${likely.join(' or ')}`;
    throw new CliError(`${name} ${what}`, { next: `say what it is: --as hooks, ${detailsForms.join(', ')}` });
  }
  if (only === 'smoke') return ['suite', 'gate', 'errorBudget'].some((key) => key in keys) ? 'smoke' : 'suite';
  return only === 'approval' && (await isOnlyForPause(keys)) ? 'pause' : only;
}

/** A pause may wait for longer than a polling gate, and the keys of both are the same otherwise. */
async function isOnlyForPause(keys: JsonObject): Promise<boolean> {
  return (await faultsInDetails('approval', keys)).length > 0 && (await faultsInPause(keys)).length === 0;
}
