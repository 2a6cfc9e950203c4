import type { StandardSchemaV1 } from '@standard-schema/spec';
import * as v from 'valibot';
import type { Check, CheckContext } from '../../hook/check.ts';
import { runCheck } from '../../hook/run-check.ts';
import type { Target } from '../../hook/target.ts';
import type { Verdict } from '../../hook/verdict.ts';

/** The keys that every automated check takes, in any hook. */
export const termsEntries = {
  /**
   * Reports what the check finds and never blocks: instead of a fail, an error or an endless wait the check passes with a reason that begins with
   * "dry run". Such a pass does not count inside `any`. A wrong configuration still fails. Default false.
   */
  dryRun: v.optional(v.boolean('expected true or false'), false),
  /**
   * What happens if the check cannot tell, for example because there was too little traffic: `fail`, `wait` until it can (until ECS ends the
   * stage), or, only in a gate-hook, `ask` people. Default `fail`.
   */
  onInconclusive: v.optional(
    v.picklist(['fail', 'wait', 'ask'], 'expected "fail", "wait" or, in a gate-hook, "ask"'),
    'fail',
  ),
};

const termsSchema = v.object(termsEntries);

type Terms = v.InferOutput<typeof termsSchema>;

/** Validates the terms and the check's own keys. The result has both; a term that has its default is left out. */
export async function validateWithTerms<Config>(
  schema: StandardSchemaV1<unknown, Config> | undefined,
  input: unknown,
  mayAsk: boolean,
): Promise<StandardSchemaV1.Result<Config>> {
  const { dryRun, onInconclusive, ...own } = input as Record<string, unknown>;
  const terms = await termsSchema['~standard'].validate({ dryRun, onInconclusive });
  const result = schema ? await schema['~standard'].validate(own) : { value: own as Config };
  const issues: StandardSchemaV1.Issue[] = [...(terms.issues ?? []), ...(result.issues ?? [])];
  if (onInconclusive === 'ask' && !mayAsk) issues.push({ path: ['onInconclusive'], message: cannotAsk });
  if (terms.issues || result.issues || issues.length > 0) return { issues };
  return { value: { ...result.value, ...withoutDefaults(terms.value) } };
}

const cannotAsk = 'expected "fail" or "wait"; to ask people, put the check into a gate-hook, with an approval after it';

function withoutDefaults({ dryRun, onInconclusive }: Terms): Partial<Terms> {
  return { ...(dryRun && { dryRun }), ...(onInconclusive !== 'fail' && { onInconclusive }) };
}

/** Runs the check and applies its terms to the verdict. */
export async function runWithTerms<Config>(
  check: Check<Config>,
  target: Target,
  context: CheckContext<Config>,
): Promise<Verdict> {
  // Ends a little before the caller gives up, so that a dry run of a check that hangs still passes.
  const innerMs = Math.max(0, Math.floor(context.remainingMs() - marginMs));
  const signal = AbortSignal.any([context.signal, AbortSignal.timeout(innerMs)]);
  const verdict = await runCheck(check, target, { ...context, signal }, true);
  const waitedMinutes = (context.clock.now().getTime() - context.gate.since.getTime()) / 60_000;
  return applyTerms(v.parse(termsSchema, context.config), verdict, { now: context.clock.now(), waitedMinutes });
}

const marginMs = 250;

/** ECS ends a stage after 24 hours at the latest. */
const maxWaitMinutes = 1440;
/** How long a dry run may wait for a verdict if the check names no deadline. */
const maxDryMinutes = 60;

type Moment = { now: Date; waitedMinutes: number };

/** What a verdict means under these terms. Only a dry run turns anything into a pass, and that pass is marked. */
export function applyTerms({ dryRun, onInconclusive }: Terms, verdict: Verdict, moment: Moment): Verdict {
  if (dryRun) return applyDryRun(verdict, moment);
  if (verdict.kind !== 'fail' || !verdict.inconclusive) return verdict;
  if (onInconclusive === 'ask') return { ...verdict, ask: true };
  if (onInconclusive === 'fail' || moment.waitedMinutes >= maxWaitMinutes) return verdict;
  return { ...learnedFrom(verdict), kind: 'wait', reason: `${verdict.reason}; waits, as onInconclusive says` };
}

function applyDryRun(verdict: Verdict, { now, waitedMinutes }: Moment): Verdict {
  if (verdict.kind === 'wait' && !isOverdue(verdict, now, waitedMinutes)) return verdict;
  const reason = `dry run, ${formatDry(verdict)}: ${verdict.reason}`;
  return { ...learnedFrom(verdict), kind: 'pass', waived: 'dry run', reason };
}

/** What stays true of a verdict when it becomes another one. */
function learnedFrom({ findings, screenshots, series, state }: Verdict): Omit<Verdict, 'kind' | 'reason'> {
  return {
    ...(findings && { findings }),
    ...(screenshots && { screenshots }),
    ...(series && { series }),
    ...(state !== undefined && { state }),
  };
}

function isOverdue({ deadline }: Verdict & { kind: 'wait' }, now: Date, waitedMinutes: number): boolean {
  return deadline === undefined ? waitedMinutes >= maxDryMinutes : now >= deadline;
}

function formatDry(verdict: Verdict): string {
  switch (verdict.kind) {
    case 'pass':
      return 'would have passed';
    case 'wait':
      return 'would have kept waiting';
    case 'error':
      return 'could not check';
    case 'fail':
      return verdict.inconclusive ? 'could not tell' : 'would have failed';
  }
}
