import type { JsonObject, JsonValue } from '../../../hook/json.ts';
import type { Verdict } from '../../../hook/verdict.ts';
import type { Auth } from '../auth/auth-config.ts';
import { authorizationOf } from '../auth/authorization.ts';
import { makeTokens } from '../auth/client-credentials.ts';
import { SignInError } from '../auth/sign-in-error.ts';
import type { AwsIdentity } from '../auth/sign-request.ts';
import { expectedTexts, namesUsedBy } from '../config/names/texts-of.ts';
import type { SmokeRequest } from '../config/request-config.ts';
import type { SmokeConfig } from '../config/smoke-config.ts';
import type { KnownValue } from '../expect/read-values.ts';
import type { KnownValues, RequestResult } from '../judge/judge-response.ts';
import type { ProbeSession } from '../probe/http-probe.ts';
import { composeMessage, type Message } from '../send/request-plan.ts';
import type { Completing, PlannedRequest } from '../send/send-request.ts';
import { captureValues } from '../variables/capture-values.ts';
import { FillError, fillJson, fillText, makeFiller } from '../variables/filler.ts';
import { makeSuiteValues, type SuiteValues } from '../variables/suite-values.ts';

/** A suite whose plain values and secrets are known. */
export type OpenSuite = {
  /** Everything that no output may show. The list grows. */
  secrets: readonly string[];
  /** The message of a request before anything is sent, with stand-ins for what is known only later. Throws a {@link FillError}. */
  compose(request: SmokeRequest): { message: Message; isDraft: boolean };
  /** The verdict if a placeholder does not fit where it is; undefined for any other error. */
  recognize(error: unknown): { verdict: Verdict } | undefined;
  /** For each request, the indexes of those whose captured values it uses. */
  needsOf(requests: readonly PlannedRequest[]): readonly (readonly number[])[];
  /** What a request has captured; undefined if some of it is secret, and so is not kept for the next call. */
  capturedBy(planned: PlannedRequest): JsonObject | undefined;
  /** Sets what a request captured in an earlier call. */
  recall(planned: PlannedRequest, captured: JsonObject): void;
  /** Completes each request when it is its turn. */
  completing(session: ProbeSession, values: KnownValues, signal: AbortSignal): Completing;
};

type Known = {
  secrets: ReadonlyMap<string, string>;
  deployment: KnownValues;
  identity: AwsIdentity | undefined;
  now: () => Date;
};

export function openSuite(config: SmokeConfig, { secrets, deployment, identity, now }: Known): OpenSuite {
  const values = makeSuiteValues();
  for (const [name, value] of secrets) values.set(name, value, true);
  for (const [name, value] of Object.entries(config.variables ?? {})) values.set(name, value, false);
  for (const [name, { forms, isSecret }] of deployment) values.set(name, forms.at(-1) ?? '', isSecret);
  const tokens = makeTokens(now);
  const forks = new Map<string | undefined, SuiteValues>([[undefined, values]]);
  const valuesAt = (scope: string | undefined) => {
    const fork = forks.get(scope) ?? values.fork();
    forks.set(scope, fork);
    return fork;
  };

  return {
    secrets: values.secrets,
    compose(request) {
      const isOpen = [...namesUsedBy(request)].some((name) => values.get(name) === undefined);
      const message = composeMessage(
        request,
        config,
        makeFiller((name) => values.get(name) ?? standIn),
      );
      return {
        message: withAuthorization(message, standInFor(request.auth)),
        isDraft: isOpen || request.auth?.kind === 'oauth2' || request.auth?.kind === 'sigv4',
      };
    },
    recognize: (error) =>
      error instanceof FillError ? { verdict: { kind: 'fail', reason: error.message } } : undefined,
    needsOf,
    capturedBy: ({ request, scope }) => capturedFrom(request, valuesAt(scope)),
    recall({ scope }, captured) {
      for (const [name, value] of Object.entries(captured)) valuesAt(scope).set(name, value, false);
    },
    completing: (session, known, signal) => async (planned, send) => {
      const own = valuesAt(planned.scope);
      const { request } = planned;
      if (!isDynamic(request)) return capture(await send(planned), own);
      const signing = { values: own, tokens, session, signal };
      const completed = await complete(planned, { config, identity, now, signing }).catch(failed);
      if ('outcome' in completed) return { ...notSent(planned, own.secrets), outcome: completed.outcome };
      return capture(await send(completed, withTexts(completed.request, known, own)), own);
    },
  };
}

function capturedFrom({ capture: captures = [] }: SmokeRequest, values: SuiteValues): JsonObject | undefined {
  const captured: Record<string, JsonValue> = {};
  for (const { name } of captures) {
    const value = values.get(name);
    if (value === undefined || values.isSecret(name)) return undefined;
    captured[name] = value;
  }
  return captured;
}

/** With several load balancers, each has requests of its own that feed each other. */
function needsOf(requests: readonly PlannedRequest[]): readonly (readonly number[])[] {
  return requests.map(({ request, scope, list = 'requests' }) => {
    const used = namesUsedBy(request);
    return requests.flatMap((other, index) =>
      list === 'requests' &&
      (other.list ?? 'requests') === list &&
      other.scope === scope &&
      other.request.capture?.some(({ name }) => used.has(name))
        ? [index]
        : [],
    );
  });
}

/** Whether it has placeholders or literal braces, or signs in. */
function isDynamic(request: SmokeRequest): boolean {
  return (request.auth !== undefined && request.auth.kind !== 'none') || JSON.stringify(request).includes('{{');
}

const standIn = 'greenlight';

function standInFor(auth: Auth | undefined): string | undefined {
  if (auth === undefined || auth.kind === 'none') return undefined;
  return { bearer: 'Bearer', oauth2: 'Bearer', basic: 'Basic', sigv4: 'AWS4-HMAC-SHA256' }[auth.kind].concat(
    ' ',
    standIn,
  );
}

function withAuthorization(message: Message, authorization: string | undefined): Message {
  if (authorization === undefined) return message;
  return { ...message, headers: { ...message.headers, authorization } };
}

type Completion = {
  config: SmokeConfig;
  identity: AwsIdentity | undefined;
  now: () => Date;
  signing: Parameters<typeof authorizationOf>[1];
};

async function complete(
  planned: PlannedRequest,
  { config, identity, now, signing }: Completion,
): Promise<PlannedRequest> {
  const { request } = planned;
  const { values } = signing;
  const { auth } = request;
  const composed = composeMessage(request, config, makeFiller(values.get));
  const message = withAuthorization(composed, auth && (await authorizationOf(auth, signing)));
  const replanned = planned.replan?.(message) ?? { why: 'it cannot be planned' };
  if ('why' in replanned) throw new FillError(replanned.why);
  const final = auth?.kind === 'sigv4' ? await sign(replanned.planned, auth, identity, now()) : replanned.planned;
  const proof = planned.proveHop?.(final) ?? { proved: planned.proved };
  if ('why' in proof) throw new FillError(proof.why);
  const contains = request.contains && fillText(request.contains, values.get);
  if (contains === '') throw new FillError(`${request.contains} in contains is empty, which every body contains`);
  return {
    ...planned,
    request: { ...request, contains },
    planned: final,
    proved: proof.proved,
  };
}

async function sign(
  planned: PlannedRequest['planned'],
  auth: Extract<Auth, { kind: 'sigv4' }>,
  identity: AwsIdentity | undefined,
  date: Date,
): Promise<PlannedRequest['planned']> {
  if (identity === undefined) throw new SignInError('there are no AWS credentials to sign with', false);
  const { signRequest } = await import('../auth/sign-request.ts');
  return signRequest(planned, auth, identity, date);
}

/** What cannot be completed is not sent. Only a value that may still come, and a token endpoint that may recover, are worth another attempt. */
function failed(error: unknown): { outcome: RequestResult['outcome'] } {
  if (error instanceof FillError && error.isMissing) return { outcome: unsent(error.message) };
  if (error instanceof SignInError && error.isTemporary) return { outcome: unsent(error.message) };
  if (error instanceof FillError || error instanceof SignInError) {
    return { outcome: { kind: 'refused', problem: `not sent: ${error.message}` } };
  }
  throw error;
}

function unsent(why: string): RequestResult['outcome'] {
  return { kind: 'transport', problem: `not sent: ${why}`, cause: undefined, isUnsent: true };
}

function notSent({ request, proved, at }: PlannedRequest, sent: readonly string[]) {
  return { request, proved, at, attempts: 1, sent };
}

/** The values of the deployment, and what the response is compared with that has placeholders, by the way it is written. */
function withTexts(request: SmokeRequest, known: KnownValues, values: SuiteValues): KnownValues {
  const filled = expectedTexts(request).map((text): [string, KnownValue] => [
    text,
    knownValue(text, fillJson(text, values.get), values),
  ]);
  return new Map([...known, ...filled]);
}

function knownValue(text: string, value: JsonValue, { secrets }: SuiteValues): KnownValue {
  const shown = typeof value === 'string' ? value : JSON.stringify(value);
  return {
    // A captured value keeps its type.
    forms: [value],
    isSecret: secrets.some((secret) => shown.includes(secret)),
    provesGreen: { because: `${text} may be the same in the revision that ran before`, isUnread: false },
  };
}

/** A missing value is a fault of the answer that should have it. */
function capture(result: RequestResult, values: SuiteValues): RequestResult {
  const { outcome, request } = result;
  const { capture: captures = [] } = request;
  if (captures.length === 0 || outcome.kind !== 'answer')
    return { ...result, sent: [...result.sent, ...values.secrets] };
  const faults = captureValues(captures, outcome, values);
  return {
    ...result,
    outcome: { ...outcome, faults: [...(outcome.faults ?? []), ...faults] },
    sent: [...result.sent, ...values.secrets],
  };
}
