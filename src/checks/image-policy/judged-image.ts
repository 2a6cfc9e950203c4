import type { Finding } from '../../hook/verdict.ts';

/** What one rule says about one image. `wait`: a scan is still running. */
export type JudgedImage = { outcome: ImageOutcome; finding: Finding };

export type ImageOutcome = 'pass' | 'wait' | 'inconclusive' | 'fail';

const outcomes = { pass: 'passed', wait: 'waiting', inconclusive: 'unknown', fail: 'failed' } as const;

export function judgedImage(outcome: ImageOutcome, name: string, found: string, allowed: string): JudgedImage {
  return { outcome, finding: { name, outcome: outcomes[outcome], found, allowed } };
}
