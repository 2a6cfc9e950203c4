import type { Check, CheckContext, Target } from 'ecs-greenlight';
import * as v from 'valibot';

const userId = v.pipe(v.string(), v.regex(/^[UW][A-Z0-9]+$/, "write a member's ID, such as U012ABCDEF"));

/** What `hookDetails` may contain. Unknown keys are refused, so that a typo is found at the first call. */
const configSchema = v.strictObject({
  /** The ID of a channel that the app is a member of. */
  channel: v.pipe(v.string(), v.regex(/^[CG][A-Z0-9]+$/, "write a channel's ID, such as C012ABCDEF")),
  /** Whose reactions count. */
  voters: v.pipe(v.array(userId), v.minLength(1)),
  /** How many of them must agree. */
  approvals: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 1),
  /** Without an answer after this many minutes, the deployment is rolled back. */
  maxMinutes: v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(1380)), 60),
});

type Config = v.InferOutput<typeof configSchema>;

/** A question in a channel. `key` is the same for all calls about one step of one deployment, and for no other. */
export type Question = { channel: string; key: string; text: string; since: Date };

/** Members who have reacted to a question, by the name of the reaction. */
export type Reactions = ReadonlyMap<string, readonly string[]>;

/** Asks the question unless an earlier call has, and reads the reactions. Rejects if one of the two is not possible. */
export type AskInSlack = (question: Question, signal: AbortSignal) => Promise<Reactions>;

/**
 * Asks people in Slack, who react with ✅ or ❌. One ❌ of a voter rolls the deployment back. Slack keeps the question and the answers: `hookDetails` are
 * configuration, which others can write.
 */
export function slackCheck(ask: AskInSlack): Check<Config> {
  return {
    name: 'my-check',
    configSchema,
    // In a sequence, a decision is read again at every call.
    alwaysRuns: true,
    asksPeople: 'always',
    async run(target, context) {
      const { config, clock, gate, signal } = context;
      const deadline = new Date(gate.since.getTime() + config.maxMinutes * 60_000);
      const reactions = await ask(questionFor(target, context, deadline), signal);
      const votersWith = (name: string) => (reactions.get(name) ?? []).filter((user) => config.voters.includes(user));

      const [rejected] = votersWith('x');
      if (rejected !== undefined) return { kind: 'fail', reason: `${rejected} has rejected in Slack` };
      const approved = votersWith('white_check_mark');
      if (approved.length >= config.approvals)
        return { kind: 'pass', reason: `approved in Slack by ${approved.join(', ')}` };
      const reason = `${approved.length} of ${config.approvals} have approved in Slack`;
      if (clock.now() < deadline) return { kind: 'wait', reason, deadline };
      return { kind: 'fail', reason: `${reason} after ${config.maxMinutes} min` };
    },
  };
}

function questionFor(target: Target, { config, gate }: CheckContext<Config>, deadline: Date): Question {
  const { deploymentArn = target.revisionArn, stage, productionWeight = '', service } = target;
  const until = `${deadline.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return {
    channel: config.channel,
    key: [deploymentArn, stage, productionWeight, gate.name ?? ''].join(' '),
    text: `May the new version of *${service}* continue? It waits at ${stage}. React with :white_check_mark: to continue, or with :x: to roll back, until ${until}.`,
    since: gate.since,
  };
}
