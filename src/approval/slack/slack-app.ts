import * as v from 'valibot';
import type { Clock } from '../../hook/clock.ts';
import { isJsonObject } from '../../hook/json.ts';
import { parseJson } from '../../hook/parse-json.ts';
import { formatIssues } from '../../wording/values.ts';
import { isMailbox } from '../request/assurance.ts';

const appSchema = v.strictObject({
  /** With which Slack signs what it sends us. */
  signingSecret: v.pipe(v.string(), v.minLength(16, 'expected the signing secret of the app')),
  /** The id of the workspace, such as `T0123ABCD`. Nobody of another one can decide. */
  team: v.pipe(v.string(), v.regex(/^T[A-Z0-9]+$/, 'expected the id of the workspace, T…')),
  /** The mail address of each person who may decide, by the id of their account, such as `U0123ABCD`. */
  people: v.pipe(
    v.custom<object>(isJsonObject, 'expected an object'),
    v.record(
      v.pipe(v.string(), v.regex(/^[UW][A-Z0-9]+$/, 'expected the id of a Slack account, U…')),
      v.pipe(v.string(), v.check(isMailbox, 'expected a mail address')),
    ),
  ),
});

/** What an operator has stored about their Slack app, and the token with which we call Slack. */
export type SlackApp = v.InferOutput<typeof appSchema> & { botToken: string };

/** The source of a stored value. `fresh` reads it again, if it was not read a moment ago. */
export type SlackSource<Value> = (options: { fresh?: boolean; signal: AbortSignal }) => Promise<Value>;

/**
 * Reads the secret `{"signingSecret":"…","team":"T…","people":{"U…":"ana@example.com"}}`.
 *
 * @throws Error that names what to write, and does not quote the signing secret
 */
export function parseSlackApp(text: string | undefined): v.InferOutput<typeof appSchema> {
  const json = parseJson(text);
  const parsed = v.safeParse(appSchema, json);
  if (parsed.success) return parsed.output;
  const what = json === undefined ? 'it is not JSON' : formatIssues(parsed.issues.map(withoutValue));
  throw new Error(
    `the secret of the Slack app cannot be used: ${what}; write {"signingSecret":"…","team":"T…","people":{"U…":"ana@example.com"}}, and the bot token into a secret of its own`,
  );
}

/** Only what was expected, and where. */
function withoutValue({ message, path }: { message: string; path?: v.BaseIssue<unknown>['path'] }) {
  return {
    message: message.replace(/ but received .*/s, ''),
    ...(path && { path: path.map(({ key }) => key as PropertyKey) }),
  };
}

/**
 * Reads the secret of the token.
 *
 * @throws Error that does not quote it
 */
export function parseSlackToken(text: string | undefined): string {
  const token = text?.trim() ?? '';
  if (/^xoxb-[\w-]+$/.test(token)) return token;
  throw new Error('the secret of the Slack token cannot be used: write the bot token, xoxb-…, there as plain text');
}

type ReadSecret = (signal: AbortSignal) => Promise<string | undefined>;

/** All of the app, for the desk. */
export function slackAppSource(secrets: { app: ReadSecret; token: ReadSecret }, clock: Clock): SlackSource<SlackApp> {
  return rememberedFor5Minutes(async (signal) => {
    const [app, token] = await Promise.all([secrets.app(signal), secrets.token(signal)]);
    return { ...parseSlackApp(app), botToken: parseSlackToken(token) };
  }, clock);
}

/** Only the token: anybody who can read the signing secret can vote as everybody. */
export function slackTokenSource(read: ReadSecret, clock: Clock): SlackSource<string> {
  return rememberedFor5Minutes(async (signal) => parseSlackToken(await read(signal)), clock);
}

const maxAgeMs = 300_000;
const freshAtMostEveryMs = 30_000;

/** Forged requests make us read it twice a minute at most. Rejects if it cannot be read then. */
function rememberedFor5Minutes<Value>(read: (signal: AbortSignal) => Promise<Value>, clock: Clock): SlackSource<Value> {
  let known: { value: Value; readAt: number } | undefined;
  return async ({ fresh = false, signal }) => {
    const now = clock.now().getTime();
    if (known && now - known.readAt < (fresh ? freshAtMostEveryMs : maxAgeMs)) return known.value;
    known = { value: await read(signal), readAt: now };
    return known.value;
  };
}
