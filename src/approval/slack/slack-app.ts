import * as v from 'valibot';
import type { Clock } from '../../hook/clock.ts';
import { parseJson } from '../../hook/parse-json.ts';
import { formatIssues } from '../../wording/values.ts';
import { isMailbox } from '../request/assurance.ts';

const appSchema = v.strictObject({
  /** With which we call Slack. */
  botToken: v.pipe(v.string(), v.startsWith('xoxb-', 'expected the bot token, xoxb-…')),
  /** With which Slack signs what it sends us. */
  signingSecret: v.pipe(v.string(), v.minLength(16, 'expected the signing secret of the app')),
  /** The id of the workspace, such as `T0123ABCD`. Nobody of another one can decide. */
  team: v.pipe(v.string(), v.regex(/^T[A-Z0-9]+$/, 'expected the id of the workspace, T…')),
  /** The mail address of each person who may decide, by the id of their account, such as `U0123ABCD`. */
  people: v.record(
    v.pipe(v.string(), v.regex(/^[UW][A-Z0-9]+$/, 'expected the id of a Slack account, U…')),
    v.pipe(v.string(), v.check(isMailbox, 'expected a mail address')),
  ),
});

/** What an operator has stored about their Slack app. */
export type SlackApp = v.InferOutput<typeof appSchema>;

/** The source of it. `fresh` reads it again, if it was not read a moment ago. */
export type SlackAppSource = (options: { fresh?: boolean; signal: AbortSignal }) => Promise<SlackApp>;

/**
 * Reads the secret `{"botToken":"xoxb-…","signingSecret":"…","team":"T…","people":{"U…":"ana@example.com"}}`.
 *
 * @throws Error that names what to write, and quotes neither the token nor the signing secret
 */
export function parseSlackApp(text: string | undefined): SlackApp {
  const json = parseJson(text);
  const parsed = v.safeParse(appSchema, json);
  if (parsed.success) return parsed.output;
  const what = json === undefined ? 'it is not JSON' : formatIssues(parsed.issues.map(withoutValue));
  throw new Error(
    `the secret of the Slack app cannot be used: ${what}; write {"botToken":"xoxb-…","signingSecret":"…","team":"T…","people":{"U…":"ana@example.com"}}`,
  );
}

/** Only what was expected, and where. */
function withoutValue({ message, path }: { message: string; path?: v.BaseIssue<unknown>['path'] }) {
  return {
    message: message.replace(/ but received .*/s, ''),
    ...(path && { path: path.map(({ key }) => key as PropertyKey) }),
  };
}

const maxAgeMs = 300_000;
const freshAtMostEveryMs = 30_000;

/** The app, cached for five minutes. Forged requests make us read it twice a minute at most. Rejects if it cannot be read then. */
export function slackAppSource(
  read: (signal: AbortSignal) => Promise<string | undefined>,
  clock: Clock,
): SlackAppSource {
  let known: { app: SlackApp; readAt: number } | undefined;
  return async ({ fresh = false, signal }) => {
    const now = clock.now().getTime();
    if (known && now - known.readAt < (fresh ? freshAtMostEveryMs : maxAgeMs)) return known.app;
    known = { app: parseSlackApp(await read(signal)), readAt: now };
    return known.app;
  };
}
