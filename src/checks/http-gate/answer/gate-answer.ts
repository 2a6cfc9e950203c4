import * as v from 'valibot';
import { readJson } from '../../../hook/json.ts';
import { findingOutcomes } from '../../../hook/verdict.ts';
import { formatIssues, shorten } from '../../../wording/values.ts';
import { refuseIf } from '../../refuse-if.ts';

/** What a team's own system answers; docs/guides/http-gate.md and schemas/http-gate-answer.schema.json describe it. */
export type GateAnswer = v.InferOutput<typeof gateAnswerSchema>;

const statuses = ['passed', 'failed', 'pending', 'inconclusive'] as const;
const maxFindings = 50;

const findingSchema = v.strictObject({
  /** What was checked. Shown with up to 100 characters. */
  name: v.pipe(v.string(), v.minLength(1, 'expected a name')),
  outcome: v.picklist(findingOutcomes, `expected one of ${findingOutcomes.join(', ')}`),
  /** What was found, with its unit. Shown with up to 200 characters. */
  found: v.string(),
  /** What is allowed, with its unit. Shown with up to 200 characters. */
  allowed: v.exactOptional(v.string()),
});

const seconds = 'expected a whole number of seconds, from 1 to 900';

/** Strict: an answer that is not understood as a whole is none. */
const gateAnswerSchema = v.pipe(
  v.strictObject({
    status: v.picklist(statuses, `expected one of ${statuses.join(', ')}`),
    /** One sentence. Shown with up to 300 characters. */
    reason: v.exactOptional(v.string()),
    findings: v.exactOptional(
      v.pipe(v.array(findingSchema), v.maxLength(maxFindings, `expected at most ${maxFindings} findings`)),
    ),
    /** Only with `pending`: when to ask again. Default: as the kit does, after 10 to 120 seconds. */
    retryAfterSeconds: v.exactOptional(
      v.pipe(v.number(seconds), v.integer(seconds), v.minValue(1, seconds), v.maxValue(900, seconds)),
    ),
  }),
  refuseIf(({ status, findings }) => {
    const contrary = findings?.find(({ outcome }) => outcome === 'failed' || outcome === 'waiting');
    return status === 'passed' && contrary ? `status is passed, and a finding is ${contrary.outcome}` : undefined;
  }),
);

/** The longest answer that is read, in bytes. */
export const maxAnswerBytes = 64 * 1024;

/** An answer that can be acted on, or why there is none, as a clause. */
type ReadGateAnswer = { ok: true; answer: GateAnswer } | { ok: false; problem: string };

/**
 * Reads an answer from outside. Nothing but an explicit and well-formed one is accepted; its strings come back short, on one line, and without
 * control characters.
 *
 * @example readGateAnswer(Buffer.from('{"status":"passed"}')) // { ok: true, answer: { status: 'passed' } }
 */
export function readGateAnswer(bytes: Uint8Array): ReadGateAnswer {
  if (bytes.length > maxAnswerBytes) return refuse(`it is longer than ${maxAnswerBytes / 1024} KiB`);
  let json: unknown;
  try {
    json = readJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return refuse('it is not valid JSON in UTF-8');
  }
  const parsed = v.safeParse(gateAnswerSchema, json);
  return parsed.success ? { ok: true, answer: clean(parsed.output) } : refuse(formatIssues(parsed.issues));
}

function refuse(problem: string): ReadGateAnswer {
  return { ok: false, problem: cleanText(problem, 200) };
}

function clean({ reason, findings, ...rest }: GateAnswer): GateAnswer {
  return {
    ...rest,
    ...(reason !== undefined && { reason: cleanText(reason, 300) }),
    ...(findings && {
      findings: findings.map(({ name, outcome, found, allowed }) => ({
        ...{ name: cleanText(name, 100), outcome, found: cleanText(found, 200) },
        ...(allowed !== undefined && { allowed: cleanText(allowed, 200) }),
      })),
    }),
  };
}

/** Also without characters that are not seen, such as those that reverse what follows them. */
export function cleanText(text: string, characters: number): string {
  return shorten(text.replace(/\p{Cf}/gu, ''), characters).trim();
}
