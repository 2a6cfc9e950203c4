import { callsFor } from '../../../src/cli/plan/gate-cost.ts';
import { type AnswerDecision, decide } from '../../../src/hook/answer/decide.ts';
import { longestDelaySeconds, shortestDelaySeconds } from '../../../src/hook/answer/delay.ts';
import type { Verdict } from '../../../src/hook/verdict.ts';
import { code, table } from '../markdown.ts';

const since = new Date('2026-11-24T12:00:00Z');
const budgets = [0, 1, 10];
const errorsBefore = [0, 1, 9, 10];

/** What ECS is told, found out by asking `decide`, the one place that decides. */
export function decisionsPage(): string {
  return `# What a verdict becomes

A check gives a verdict, and the kit makes an answer of it. These tables were made by calling the function that does it (\`decide\` in \`src/hook/answer/decide.ts\`).

## Verdict and error budget

\`errorBudget\` says how many errors in a row are tolerated; 10 by default. Any other verdict sets the count back to 0. An error never approves.

${table(
  ['verdict', 'errorBudget', 'errors in a row before', 'ECS is told', 'asked again in', 'errors counted'],
  [
    ...(['pass', 'fail', 'wait'] as const).map((kind) =>
      row({ kind, reason: kind }, 'any', 'any', ask({ kind, reason: kind }, 3, 10)),
    ),
    ...budgets.flatMap((budget) =>
      errorsBefore
        .filter((errors) => errors <= budget)
        .map((errors) =>
          row(
            { kind: 'error', reason: '' },
            String(budget),
            String(errors),
            ask({ kind: 'error', reason: '' }, errors, budget),
          ),
        ),
    ),
  ],
)}

## How long until the next call

A gate that waits is asked quickly at first and less often as the wait grows: an eighth of the time it has waited, from ${shortestDelaySeconds} to
${longestDelaySeconds} seconds, and never later than a second behind its deadline.

${table(
  ['waited', 'asked again in', 'with a deadline in 45 s'],
  [0, 60, 300, 600, 960, 3600, 14_000].map((waited) => [sayWait(waited), delayOf(waited), delayOf(waited, 45)]),
)}

A gate of four hours is called ${callsFor(240, 240)} times.

## Before a check is asked at all

| what comes in | the check | ECS is told |
| --- | --- | --- |
| an event that cannot be read | is not asked | \`FAILED\`, with what is wrong |
| a rollback (the weights say so, or ECS does) | is not asked, unless the hook wants to act in rollbacks | \`SUCCEEDED\`, always |
| \`hookDetails\` that the hook does not take | is not asked | \`FAILED\`, with the path of the wrong field |
| defaults that cannot be read | is not asked | as for an error verdict |

[What fails, and what is seen then](./failure-modes.md) goes on from here.
`;
}

function ask(verdict: Verdict, errors: number, errorBudget: number, waited = 0): AnswerDecision {
  return decide(verdict, { now: new Date(since.getTime() + waited * 1000), since, errors, errorBudget });
}

function row({ kind }: Verdict, budget: string, errors: string, decision: AnswerDecision): string[] {
  const again = decision.status === 'IN_PROGRESS';
  return [
    code(kind),
    budget,
    errors,
    code(decision.status),
    again ? `${decision.delaySeconds} s` : '–',
    again ? String(decision.errors) : '–',
  ];
}

function delayOf(waited: number, untilDeadline?: number): string {
  const deadline =
    untilDeadline === undefined ? {} : { deadline: new Date(since.getTime() + (waited + untilDeadline) * 1000) };
  const decision = ask({ kind: 'wait', reason: '', ...deadline }, 0, 0, waited);
  return decision.status === 'IN_PROGRESS' ? `${decision.delaySeconds} s` : decision.status;
}

function sayWait(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  return seconds < 3600 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
