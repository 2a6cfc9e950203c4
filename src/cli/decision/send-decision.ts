import { setTimeout as sleep } from 'node:timers/promises';
import * as v from 'valibot';
import type { Credentials } from '../../runtime/aws/signer.ts';
import { formatError } from '../../wording/values.ts';
import { CliError } from '../command/cli-error.ts';
import type { DecisionChoice } from './decision-choice.ts';
import { postSigned } from './post-signed.ts';

type DecisionInput = {
  request: string;
  choice: DecisionChoice;
  reason?: string;
  checklist?: string[];
  version?: string;
  /** Of `extend`: the new deadline, ISO 8601 in UTC. */
  deadline?: string;
};

type DeskAccess = {
  /** From the stack: API Gateway's own name or a custom domain. */
  deskUrl: string;
  region: string;
  credentials: () => Promise<Credentials>;
  /** The ARN to permit, for callers who lack the permission. */
  decideArn: string | undefined;
  signal: AbortSignal;
};

const answerSchema = v.object({
  recorded: v.boolean(),
  outcome: v.string(),
  message: v.string(),
  by: v.optional(v.string()),
  request: v.optional(v.looseObject({ key: v.string(), status: v.string() })),
});

/** What the desk answered. */
export type DecisionAnswer = v.InferOutput<typeof answerSchema>;

/**
 * Signs a decision and sends it to the desk. It is sent again if the answer is lost: the desk recognizes a vote of the same identity.
 *
 * @throws {CliError} if nothing was decided, or the outcome is unknown
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html
 */
export async function sendDecision(input: DecisionInput, parts: DeskAccess): Promise<DecisionAnswer> {
  let problem: unknown;
  for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
    if (attempt > 1) await sleep(500 * attempt, undefined, { signal: parts.signal });
    const response = await postSigned(input, parts).catch((error: unknown) => {
      parts.signal.throwIfAborted();
      problem = error;
      return undefined;
    });
    if (!response) continue;
    const { status, text } = response;
    const answer = readAnswer(text);
    if (answer && decided.has(answer.outcome)) return answer;
    problem = answer?.message ?? `status ${status}${text === '' ? '' : `, ${text.slice(0, 300)}`}`;
    if (status < 500 && status !== 429) throw refused(status, answer, String(problem), parts);
  }
  throw new CliError(
    `it is not known whether the decision was recorded: ${typeof problem === 'string' ? problem : formatError(problem)}`,
    {
      next: `run the same command again; a vote that is already recorded is recognized. The desk is ${parts.deskUrl}`,
      cause: problem,
    },
  );
}

const maxAttempts = 3;

/** Any other outcome means that the desk never reached the request. */
const decided = new Set([
  'recorded',
  'repeated',
  'agreed',
  'decided',
  'expired',
  'changed',
  'outdated',
  'excluded',
  'not-named',
  'no-break-glass',
  'deployer',
  'deployer-unknown',
  'not-yet',
  'no-vote',
]);

function readAnswer(text: string): DecisionAnswer | undefined {
  try {
    const parsed = v.safeParse(answerSchema, JSON.parse(text));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}

function refused(
  status: number,
  answer: DecisionAnswer | undefined,
  problem: string,
  { decideArn, deskUrl }: DeskAccess,
): CliError {
  if (answer) {
    const next =
      answer.outcome === 'no-identity'
        ? 'the desk is an older version, or its route has no authorizer: deploy the current version'
        : undefined;
    return new CliError(problem, { next });
  }
  if (status === 403 || status === 401) {
    return new CliError(`API Gateway refused the decision: ${problem}`, {
      next: `permit your role execute-api:Invoke on ${decideArn ?? 'the output DecideArn of the stack'}; aws sts get-caller-identity shows who you are`,
    });
  }
  return new CliError(`the desk sent an answer that cannot be read: ${problem}`, {
    next: `check that ${deskUrl} is the desk of this stack and runs the current version`,
  });
}
