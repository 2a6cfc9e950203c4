import * as v from 'valibot';
import { parseJson } from '../../../hook/parse-json.ts';

const who = { team: v.object({ id: v.string() }), user: v.object({ id: v.string(), team_id: v.optional(v.string()) }) };

const clickSchema = v.object({
  ...who,
  type: v.literal('block_actions'),
  trigger_id: v.string(),
  actions: v.array(v.object({ action_id: v.string(), value: v.optional(v.string()) })),
});

const inputSchema = v.object({
  value: v.nullish(v.string()),
  selected_options: v.nullish(v.array(v.object({ value: v.string() }))),
});

const submissionSchema = v.object({
  ...who,
  type: v.literal('view_submission'),
  view: v.object({
    id: v.pipe(v.string(), v.regex(/^[A-Za-z0-9]{1,64}$/)),
    callback_id: v.string(),
    private_metadata: v.string(),
    state: v.object({ values: v.record(v.string(), v.record(v.string(), inputSchema)) }),
  }),
});

/** Somebody has pressed a button of a message. */
export type SlackClick = v.InferOutput<typeof clickSchema>;

/** Somebody has sent a form. */
export type SlackSubmission = v.InferOutput<typeof submissionSchema>;

/**
 * Reads the body of an interaction: a form whose field `payload` is JSON. Undefined for everything that the app does not use.
 *
 * @see https://docs.slack.dev/interactivity/handling-user-interaction
 */
export function readSlackPayload(body: Uint8Array): SlackClick | SlackSubmission | undefined {
  const payload = parseJson(new URLSearchParams(new TextDecoder().decode(body)).get('payload') ?? undefined);
  const parsed = v.safeParse(v.variant('type', [clickSchema, submissionSchema]), payload);
  return parsed.success ? parsed.output : undefined;
}
