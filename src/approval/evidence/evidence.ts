import * as v from 'valibot';
import type { JsonObject } from '../../hook/json.ts';
import type { Report } from '../../hook/report.ts';
import { canonicalJson, digestOf } from '../../storage/canonical-json.ts';
import type { ApprovalRequest, Vote } from '../request/request.ts';
import { checkOutcomes, problemsOf } from './check-outcomes.ts';

// Without valibot's own check of hashes, which every poll would load.
const hex = v.pipe(
  v.string(),
  v.check((text) => /^[0-9a-f]{64}$/.test(text)),
);

const evidenceSchema = v.object({
  /** Of `question`, `checks` and the deadline: of all that people decide by. */
  digest: hex,
  /** Of the subject, the reviewers, the number of approvals and the gate's configuration. */
  question: hex,
  /** Of the outcome of each check, or of null if the reports could not be read. */
  checks: hex,
  /** What spoke against the release, each as a clause; missing if nothing did. */
  problems: v.optional(v.array(v.string())),
  /** Whether the voter's own page or message showed it. Otherwise it is what was there when the vote arrived. */
  shown: v.optional(v.boolean()),
});

/**
 * What people decide by, as digests: SHA-256 over the canonical form of RFC 8785. A vote is stored with it, so that a reader can find out years later
 * what it was about, and the desk whether that has changed.
 *
 * `question` is the digest of `{ subject, approvals, reviewers, excluded, asked }` of the request, `checks` that of the list of
 * outcomes in the order of their canonical forms, and `digest` that of `{ question, checks, deadline }`.
 */
export type Evidence = v.InferOutput<typeof evidenceSchema>;

/** @param reports - undefined if they could not be read */
export function evidenceOf(request: ApprovalRequest, reports: readonly Report[] | undefined): Evidence {
  const { subject, approvals, reviewers, excluded, asked, deadline } = request;
  const question = digestOf({ subject, approvals, reviewers, excluded, asked });
  const outcomes = reports && checkOutcomes(reports);
  const checks = digestOfChecks(outcomes?.map(canonicalJson));
  const problems = outcomes ? capProblems(problemsOf(outcomes)) : [unreadProblem];
  return {
    ...{ digest: digestOf({ question, checks, deadline }), question, checks },
    ...(problems.length > 0 && { problems }),
  };
}

/** The problem of evidence whose reports could not be read. */
const unreadProblem = 'the reports of the checks could not be read';

/** @param outcomes - their canonical forms, in any order; undefined if the reports could not be read */
export function digestOfChecks(outcomes: readonly string[] | undefined): string {
  return digestOf(outcomes?.toSorted() ?? null);
}

/** A request stays small. Those beyond are compared by a digest. */
const maxProblems = 20;
const maxCharacters = 300;

function capProblems(problems: readonly string[]): string[] {
  const short = problems.map((text) =>
    text.length > maxCharacters ? `${text.slice(0, maxCharacters)}… ${shortDigest(text)}` : text,
  );
  if (short.length <= maxProblems) return short;
  const rest = short.slice(maxProblems - 1);
  return [...short.slice(0, maxProblems - 1), `${rest.length} more problems, ${shortDigest(rest)}`];
}

function shortDigest(value: unknown): string {
  return digestOf(value).slice(0, 16);
}

/** What a vote was based on. Undefined for votes of releases that did not store it, and if somebody has damaged it. */
export function evidenceOfVote({ evidence }: Pick<Vote, 'evidence'>): Evidence | undefined {
  const parsed = v.safeParse(evidenceSchema, evidence);
  return parsed.success ? parsed.output : undefined;
}

/** The vote with its evidence, in the form in which it is stored. */
export function withEvidence(vote: Vote, evidence: Evidence): Vote {
  return { ...vote, evidence: JSON.parse(JSON.stringify(evidence)) as JsonObject };
}
