import { delaySeconds } from '../answer/delay.ts';
import type { Verdict } from '../verdict.ts';

/** The verdict of one part of a composed check. */
export type PartVerdict = { name: string; verdict: Verdict; waitedSeconds: number };

/** What counts when verdicts are joined: a fail that asks people, and a pass that proves nothing, are not like the others. */
type VerdictClass = Verdict['kind'] | 'undecided' | 'waived';

export function classOf(verdict: Verdict): VerdictClass {
  if (isUndecided(verdict)) return 'undecided';
  return verdict.kind === 'pass' && verdict.waived ? 'waived' : verdict.kind;
}

/** Whether people are to decide instead. */
export function isUndecided(verdict: Verdict): boolean {
  return verdict.kind === 'fail' && verdict.inconclusive === true && verdict.ask === true;
}

/** The verdict of the first class that occurs, with the reasons of all parts of that class and the findings of all parts. */
export function joinVerdicts(ranking: readonly VerdictClass[], results: readonly PartVerdict[]): Verdict {
  const decidingClass = ranking.find((each) => results.some(({ verdict }) => classOf(verdict) === each));
  const deciding = results.filter(({ verdict }) => classOf(verdict) === decidingClass);
  // What was waived is shown with what has passed: a reader must not miss it.
  const said = deciding.some(({ verdict }) => verdict.kind === 'pass')
    ? results.filter(({ verdict }) => verdict.kind === 'pass')
    : deciding;
  const learned = {
    reason: said.map(({ name, verdict }) => `${name}: ${verdict.reason}`).join('; '),
    findings: results.flatMap(({ verdict }) => verdict.findings ?? []),
  };
  switch (decidingClass) {
    case 'wait':
      return { kind: 'wait', ...learned, ...soonest(deciding) };
    case 'undecided':
      return { kind: 'fail', ...learned, inconclusive: true, ask: true };
    case 'fail':
      return { kind: 'fail', ...learned, ...(isInconclusive(deciding) && { inconclusive: true }) };
    case 'waived':
      return { kind: 'pass', ...learned, waived: waiverOf(deciding) };
    case 'pass':
      return { kind: 'pass', ...learned };
    default:
      return {
        kind: 'error',
        ...learned,
        cause: deciding.flatMap(({ verdict }) => (verdict.kind === 'error' ? [verdict.cause] : []))[0],
      };
  }
}

function isInconclusive(deciding: readonly PartVerdict[]): boolean {
  return deciding.every(({ verdict }) => verdict.kind === 'fail' && verdict.inconclusive);
}

/** That something was switched off matters more. */
function waiverOf(deciding: readonly PartVerdict[]) {
  const isOff = deciding.some(({ verdict }) => verdict.kind === 'pass' && verdict.waived === 'switched off');
  return isOff ? 'switched off' : 'dry run';
}

/** When the first of several waiting checks wants to be called again. */
function soonest(waiting: readonly PartVerdict[]) {
  const verdicts = waiting.flatMap(({ verdict, waitedSeconds }) =>
    verdict.kind === 'wait'
      ? [{ ...verdict, retryAfterSeconds: verdict.retryAfterSeconds ?? delaySeconds(waitedSeconds) }]
      : [],
  );
  const deadlines = verdicts.flatMap(({ deadline }) => (deadline ? [deadline.getTime()] : []));
  return {
    retryAfterSeconds: Math.min(...verdicts.map(({ retryAfterSeconds }) => retryAfterSeconds)),
    ...(deadlines.length > 0 && { deadline: new Date(Math.min(...deadlines)) }),
  };
}
