/**
 * Checked by `tsc -p .`: what must compile compiles, and each line under a `@ts-expect-error` must not.
 */
import * as v from 'valibot';
import { expectTypeOf } from 'vitest';
import type { HookAnswer } from '../../src/hook/answer/answer.ts';
import type { Check, CheckContext } from '../../src/hook/check.ts';
import { all, any, sequence } from '../../src/hook/compose/compose.ts';
import type { JsonValue } from '../../src/hook/json.ts';
import type { Target } from '../../src/hook/target.ts';
import type { Verdict } from '../../src/hook/verdict.ts';
import { defineHook } from '../../src/index.ts';
import { lambdaContext, recordingLogger, SteppableClock } from '../helpers/hook.ts';

const clock = new SteppableClock();
const logger = recordingLogger();
const pass: Verdict = { kind: 'pass', reason: 'fine' };

// A custom check: its configuration has the output type of its schema.
const pathSchema = v.object({ path: v.string(), retries: v.optional(v.pipe(v.string(), v.transform(Number)), '3') });
const smoke: Check<v.InferOutput<typeof pathSchema>> = {
  name: 'smoke',
  configSchema: pathSchema,
  run(target, context) {
    expectTypeOf(target).toEqualTypeOf<Target>();
    expectTypeOf(context.config).toEqualTypeOf<{ path: string; retries: number }>();
    expectTypeOf(context.state).toEqualTypeOf<JsonValue | undefined>();
    expectTypeOf(context.signal).toEqualTypeOf<AbortSignal>();
    return pass;
  },
};

// Without a schema it gets the configured keys.
const plain: Check = {
  name: 'plain',
  run: async (_target, context) => {
    expectTypeOf(context.config).toEqualTypeOf<Record<string, JsonValue>>();
    return pass;
  },
};

// @ts-expect-error a schema of another configuration
export const mismatched: Check<{ path: number }> = { name: 'smoke', configSchema: pathSchema, run: () => pass };

// @ts-expect-error a check without a name
export const nameless: Check = { run: () => pass };

// @ts-expect-error true is not a verdict
export const truthy: Check = { name: 'truthy', run: () => true };

// @ts-expect-error a verdict says why
export const silent: Verdict = { kind: 'pass' };

// @ts-expect-error there is no such kind
export const unknown: Verdict = { kind: 'skip', reason: 'nothing to do' };

// @ts-expect-error only a wait has a deadline
export const late: Verdict = { kind: 'pass', reason: 'fine', deadline: new Date() };

// @ts-expect-error a deadline is a Date
export const timeless: Verdict = { kind: 'wait', reason: 'soon', deadline: '2026-11-22T14:00:00Z' };

// @ts-expect-error state has to survive JSON
export const lossy: Verdict = { kind: 'wait', reason: 'soon', state: { at: new Date() } };

// The handler accepts anything and returns an answer; middlewares may be used.
const hook = defineHook({ check: smoke, clock, logger }).use({ before: () => undefined });
expectTypeOf(hook({}, lambdaContext())).resolves.toEqualTypeOf<HookAnswer>();

// Clock and logger have defaults; a hook cannot do without a check.
defineHook({ check: smoke });
// @ts-expect-error there is no check
defineHook({ clock, logger });

// Checks of any configuration compose, compositions too; the result is a check.
const release = sequence('release', all('machines', smoke, plain), any('either', smoke, plain));
expectTypeOf(release.name).toEqualTypeOf<string>();
defineHook({ check: release, clock, logger });

// @ts-expect-error parts are checks
sequence('release', 'smoke');

// The status discriminates the answers: only IN_PROGRESS has a delay.
declare const answer: HookAnswer;
if (answer.hookStatus === 'IN_PROGRESS') expectTypeOf(answer.callBackDelay).toEqualTypeOf<number>();
// @ts-expect-error no delay if there is nothing to wait for
else answer.callBackDelay;

export type ContextOfSmoke = CheckContext<{ path: string }>;
// @ts-expect-error a check must not change its arguments
export const overwrite = (context: ContextOfSmoke) => (context.config = { path: '/' });
