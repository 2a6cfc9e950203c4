import type { Finding, Series } from '../../hook/verdict.ts';

/** What a condition or a comparison says. `inconclusive` is final: it had all the time that it was given. */
export type Judged = { outcome: JudgedOutcome; finding: Finding; series?: Series | undefined };

type JudgedOutcome = 'pass' | 'wait' | 'inconclusive' | 'error' | 'fail';

const outcomes = {
  pass: 'passed',
  wait: 'waiting',
  inconclusive: 'unknown',
  error: 'unknown',
  fail: 'failed',
} as const;

export function judged(outcome: JudgedOutcome, name: string, found: string, allowed: string): Judged {
  return { outcome, finding: { name, outcome: outcomes[outcome], found, allowed } };
}

/** A number for people: four digits, and all digits of a large whole number. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? 'infinite' : 'minus infinite';
  return Math.abs(value) >= 1000 ? String(Math.round(value)) : String(Number(value.toPrecision(4)));
}

/** `p = 0.0021`, and `p below 0.0001` for what is even smaller. */
export function formatProbability(p: number): string {
  return p < 0.0001 ? 'p below 0.0001' : `p = ${Number(p.toPrecision(2))}`;
}
