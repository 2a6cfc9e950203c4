import type { EcsReader } from '../../deployment/ecs.ts';
import type { Check, CheckContext } from '../../hook/check.ts';
import { isJsonObject, type JsonValue } from '../../hook/json.ts';
import type { Target } from '../../hook/target.ts';
import type { Verdict } from '../../hook/verdict.ts';
import { hideSecrets } from '../smoke/dynamic/hide-secrets.ts';
import type { HttpProbe } from '../smoke/probe/http-probe.ts';
import { readSecrets, type SecretReader } from '../smoke/variables/read-secrets.ts';
import { readGateAnswer } from './answer/gate-answer.ts';
import { judgeAnswer } from './answer/judge-answer.ts';
import { askUrl } from './ask/ask-url.ts';
import type { Asked } from './ask/asked.ts';
import type { FunctionCaller } from './ask/function-caller.ts';
import { composeQuestion } from './ask/gate-question.ts';
import { parseWebhookKeys, webhookKeyWanted } from './ask/sign-question.ts';
import { type CallbackParts, openCallback } from './callback/open-callback.ts';
import { type HttpGateConfig, makeHttpGateConfigSchema } from './http-gate-config.ts';
import { whyNotAskable } from './why-not-askable.ts';

export type HttpGateParts = {
  probe: HttpProbe;
  /** The hosts that may be asked, each with its port if that is not 443: `gates.example.com`, `ci.example.com:8443`. */
  hosts: readonly string[];
  functions: FunctionCaller;
  /** Reads the key; called only for a `url`. */
  loadSecretReader(): Promise<SecretReader>;
  ecs: Pick<EcsReader, 'describeServiceRevisions'>;
  /** Undefined if the stack has no callbacks. */
  callbacks: CallbackParts | undefined;
};

/**
 * Asks a team's own system about a release: a URL, by a signed POST, or a Lambda function. Nothing but an explicit, well-formed `passed` passes.
 * Calls without a valid answer are errors; too many in a row, and a `pending` that lasts too long, are inconclusive.
 */
export function httpGateCheck(parts: HttpGateParts): Check<HttpGateConfig> {
  return {
    name: 'http-gate',
    configSchema: makeHttpGateConfigSchema(parts.probe.addressRules),
    async run(target, context) {
      const { url, lambda } = context.config;
      const why = whyNotAskable(context.config, { hosts: parts.hosts, callbacks: parts.callbacks !== undefined });
      if (why !== undefined) return { kind: 'fail', reason: why };
      if (url === undefined) return judge(`function ${lambda?.split(':function:').at(-1)}`, target, context, parts);
      const { host } = new URL(url);
      const keys = await readKeys(context, parts);
      if ('verdict' in keys) return keys.verdict;
      return hideSecrets(await judge(host, target, context, parts, keys.keys), keys.secrets);
    },
  };
}

type Context = CheckContext<HttpGateConfig>;

type Keys = { keys: readonly Buffer[]; secrets: readonly string[] };

async function readKeys(
  { config, signal }: Context,
  { loadSecretReader }: HttpGateParts,
): Promise<Keys | { verdict: Verdict }> {
  const { secret = '' } = config;
  const read = await readSecrets({ 'of http-gate': secret }, loadSecretReader, signal);
  if (!read.ok) return { verdict: { kind: 'error', reason: read.reason } };
  const stored = [...read.values.values()].join();
  const keys = parseWebhookKeys(stored);
  if (keys) return { keys, secrets: [stored, ...keys.map((key) => key.toString('base64'))] };
  return {
    verdict: { kind: 'fail', reason: `hookDetails.secret: the value of ${secret} is not a key: ${webhookKeyWanted}` },
  };
}

async function judge(
  asked: string,
  target: Target,
  context: Context,
  parts: HttpGateParts,
  keys: readonly Buffer[] = [],
): Promise<Verdict> {
  const { config, clock, gate } = context;
  const deadline = new Date(gate.since.getTime() + config.waitMinutes * 60_000);
  const moment = { deadline, isLate: clock.now() >= deadline, waitMinutes: config.waitMinutes };
  const { callbacks } = parts;
  const opened = config.callback && callbacks ? await openCallback(target, context, deadline, callbacks) : null;
  if (opened && 'verdict' in opened) return opened.verdict;
  if (opened && 'stored' in opened) return judgeAnswer(asked, opened.stored.answer, moment);
  const callback = opened && { url: opened.url, expiresAt: opened.expiresAt };
  const question = await composeQuestion(target, context, deadline, callback, parts.ecs);
  const outcome = await ask(JSON.stringify(question), { id: `${question.id}.${question.call}`, keys }, context, parts);
  // Anybody who has the address may answer, so it is not shown.
  return hideSecrets(judgeOutcome(asked, outcome, context, moment), opened ? [opened.token, opened.url] : []);
}

type Moment = Parameters<typeof judgeAnswer>[2];

function judgeOutcome(asked: string, outcome: Asked, context: Context, moment: Moment): Verdict {
  if (outcome.kind === 'refused') return { kind: 'fail', reason: `hookDetails.url: ${outcome.problem}` };
  if (outcome.kind === 'unanswered') {
    return countError(`${asked} did not answer: ${outcome.problem}`, context, moment, outcome.cause);
  }
  const read = readGateAnswer(outcome.body);
  if (!read.ok) return countError(`${asked} gave no valid answer: ${read.problem}`, context, moment);
  return judgeAnswer(asked, read.answer, moment);
}

/** Leaves the function time to answer ECS. */
const marginMs = 1000;

async function ask(
  body: string,
  { id, keys }: { id: string; keys: readonly Buffer[] },
  { config, signal, clock, remainingMs }: Context,
  { probe, functions }: HttpGateParts,
): Promise<Asked> {
  const timeoutMs = Math.min(config.timeoutSeconds * 1000, Math.floor(remainingMs() - marginMs));
  if (timeoutMs <= 0) return { kind: 'unanswered', problem: 'this call ran out of time before it could ask' };
  const { url, lambda = '' } = config;
  if (url !== undefined) return askUrl(probe, url, { id, at: clock.now(), body, keys, timeoutMs }, signal);
  return functions.call(lambda, body, AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]));
}

function countError(
  reason: string,
  { config, state }: Context,
  { isLate, waitMinutes }: Moment,
  cause?: unknown,
): Verdict {
  const errors = readErrors(state) + 1;
  if (isLate) return { kind: 'fail', inconclusive: true, reason: `${reason}, after waitMinutes (${waitMinutes})` };
  if (errors > config.maxErrors) {
    const calls = errors === 1 ? '1 call' : `${errors} calls in a row`;
    return { kind: 'fail', inconclusive: true, reason: `${reason}; ${calls}, maxErrors is ${config.maxErrors}` };
  }
  return { kind: 'error', reason, state: { errors }, ...(cause !== undefined && { cause }) };
}

function readErrors(state: JsonValue | undefined): number {
  const errors = isJsonObject(state) ? state['errors'] : undefined;
  return Number.isSafeInteger(errors) ? Math.max(0, Number(errors)) : 0;
}
