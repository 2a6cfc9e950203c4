import type { ApprovalConfig } from '../../checks/approval/approval-config.ts';
import { formatSuiteSource, type SuiteSource } from '../../checks/smoke/suite/suite-source.ts';
import { type Fault, faultsInDetails, faultsInPause } from '../../service-hooks/faults/list-faults.ts';
import { judgeProofWithoutStack } from '../../service-hooks/faults/unprovable-anywhere.ts';
import type { HookDirectory } from '../../service-hooks/hook-directory.ts';
import { configuredStages } from '../../service-hooks/rules/pause-rules.ts';
import type { ServiceHook } from '../../service-hooks/service-hook.ts';
import {
  type CompletedRequests,
  completeRequests,
  type LintSurroundings,
  type PlacedRequest,
} from './complete-requests.ts';
import { judgeForLint } from './judge-for-lint.ts';
import { findingOfFault, joinLinted, joinPath, type Linted, partOf } from './linted.ts';

type Completed = CompletedRequests['hooks'][number];

/** Checks hooks that are written down, by the rules that `attach` has. */
export async function lintRequests(all: readonly PlacedRequest[], surroundings: LintSurroundings): Promise<Linted> {
  const { service, hooks, findings } = await completeRequests(all, surroundings);
  const { stack } = surroundings;
  const faults = await Promise.all(hooks.map((each) => faultsOf(each, stack)));
  const listed = new Set(hooks.flatMap(({ hook }, index) => ((faults[index] ?? []).length > 0 ? [hook] : [])));
  const judged = judgeForLint(service, listed, (text) => nameSources(text, hooks));
  return joinLinted([
    partOf({ findings: listed.size > 0 ? findings.filter(({ rule }) => rule === 'hook-form') : findings }),
    ...hooks.map((each, index) => lintDetails(each, faults[index] ?? [])),
    ...(stack ? [] : hooks.map(judgeProof)),
    withoutUnknown(judged, hooks),
  ]);
}

function faultsOf(
  { placed, hook }: Completed,
  stack: HookDirectory | undefined,
): Promise<readonly Fault[]> | readonly Fault[] {
  const { request, unknownDetails } = placed;
  if (unknownDetails !== undefined) return [];
  const details = request.details ?? {};
  if (request.via === 'pause') return faultsInPause(details);
  return hook.kind === undefined ? [] : faultsInDetails(hook.kind, details, stack?.defaults[hook.kind]);
}

function lintDetails({ placed, hook }: Completed, faults: readonly Fault[]): Linted {
  const within = detailsAt(placed);
  const rule = placed.request.via === 'pause' ? 'pause-configuration-invalid' : 'hook-details-invalid';
  const source = hook.configuration?.problem === undefined ? hook.configuration?.config.source : undefined;
  const { unknownDetails } = placed;
  const unread = source === undefined ? unknownDetails : whySuiteUnread(source as SuiteSource);
  return partOf({
    findings: faults.map((fault) => findingOfFault(fault, within, rule)),
    notChecked: unread === undefined ? [] : [{ place: within, why: unread }],
  });
}

function whySuiteUnread(source: SuiteSource): string {
  return `the suite ${formatSuiteSource(source)} is read when the gate runs; greenlight lint checks its document`;
}

/** Without the stack, a gate is refused only if no stack could prove what it asks for. */
function judgeProof({ placed, hook }: Completed): Linted {
  const within = detailsAt(placed);
  const proof = configsOf(hook)
    .map(judgeProofWithoutStack)
    .find((one) => one !== undefined);
  if (proof === undefined) return partOf({});
  const say = (text: string) => text.replaceAll('hookDetails.', '');
  if ('depends' in proof) {
    const why = `whether people can prove what is asked for depends on the stack; pass --stack <name> to have it read: ${say(proof.depends)}`;
    return partOf({ notChecked: [{ place: within, why }] });
  }
  const rule = placed.request.via === 'pause' ? 'pause-configuration-invalid' : 'hook-details-invalid';
  return partOf({ findings: [findingOfFault({ place: '', message: say(proof.problem) }, within, rule)] });
}

function configsOf({ kind, configuration, pause }: ServiceHook): readonly ApprovalConfig[] {
  // The schema of this kind has read it.
  if (kind === 'approval' && configuration?.problem === undefined && configuration)
    return [configuration.config as unknown as ApprovalConfig];
  return pause ? configuredStages(pause).map(({ config }) => config as ApprovalConfig) : [];
}

function detailsAt({ at }: PlacedRequest): string {
  return joinPath(at, 'hookDetails');
}

/** What is unknown has been said once. */
function withoutUnknown(judged: Linted, hooks: readonly Completed[]): Linted {
  const unknown = new Set(hooks.flatMap(({ placed }) => (placed.unknownDetails === undefined ? [] : [placed.at])));
  return { ...judged, notChecked: judged.notChecked.filter(({ place }) => !unknown.has(place)) };
}

/** The parameter of a pause is written in the file. */
function nameSources(text: string, hooks: readonly Completed[]): string {
  const named = hooks.flatMap(({ placed, hook: { pause } }) =>
    pause && 'stages' in pause ? pause.stages.flatMap(({ source }) => (source ? [{ source, placed }] : [])) : [],
  );
  return named.reduce((all, { source, placed }) => all.replaceAll(source, detailsAt(placed)), text);
}
