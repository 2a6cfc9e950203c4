import { hash } from 'node:crypto';
import type { Report } from '../../hook/report.ts';
import { canonicalJson } from '../../storage/canonical-json.ts';
import type { ApprovalRequest } from '../request/request.ts';
import { requestVersion } from '../request/request-version.ts';
import { type CheckOutcome, checkOutcomes, formatCheckPlace } from './check-outcomes.ts';
import { digestOfChecks } from './evidence.ts';

/**
 * What somebody has seen when they decide: the version of the request, the digest of what the checks said and a short mark for each check, one after
 * another. It is part of a form's nonce, which nobody else can make.
 */
export function seenVersion(request: ApprovalRequest, reports: readonly Report[] | undefined): string {
  const outcomes = reports && checkOutcomes(reports).map(canonicalJson);
  const marks = (outcomes ?? []).slice(0, maxMarks).map(markOf);
  return `${requestVersion(request)}${digestOfChecks(outcomes)}${marks.join('')}`;
}

/** Enough to name what changed; the digest covers all of them. */
const maxMarks = 100;
const markCharacters = 8;
const versionCharacters = 43;
const checksCharacters = 64;

/** @param outcome - its canonical form */
function markOf(outcome: string): string {
  return hash('sha256', outcome).slice(0, markCharacters);
}

export type Seen = {
  version: string;
  /** Undefined if they have seen the request alone. */
  checks: string | undefined;
  marks: readonly string[];
};

export function readSeen(text: string): Seen {
  const checksEnd = versionCharacters + checksCharacters;
  return {
    version: text.slice(0, versionCharacters),
    checks: text.slice(versionCharacters, checksEnd) || undefined,
    marks: text.slice(checksEnd).match(new RegExp(`.{${markCharacters}}`, 'g')) ?? [],
  };
}

/** What the checks say now that they did not when somebody looked: `smoke at POST_TEST_TRAFFIC_SHIFT: failed`. Empty if it is not known. */
export function changesSince({ marks }: Pick<Seen, 'marks'>, reports: readonly Report[] | undefined): string[] {
  const outcomes = checkOutcomes(reports ?? []);
  if (outcomes.length > maxMarks) return [];
  return outcomes
    .filter((outcome) => !marks.includes(markOf(canonicalJson(outcome))))
    .map((outcome) => `${formatCheckPlace(outcome)}: ${describe(outcome)}`);
}

function describe({ outcome, findings }: CheckOutcome): string {
  const what = outcome === 'open' ? 'still checking' : outcome;
  return findings.length === 0 ? what : `${what} (${findings.map(({ name }) => name).join(', ')})`;
}
