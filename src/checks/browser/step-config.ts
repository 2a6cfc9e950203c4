import * as v from 'valibot';
import { isJsonObject } from '../../hook/json.ts';

/** One thing to do on a page, with a selector of Playwright: CSS, or `text=Add to cart`. */
export type PageStep =
  | { click: string }
  | {
      fill: string;
      /** What is typed into it. */
      with: string;
    }
  /** A key or a combination: `Enter`, `Control+A`. */
  | { press: string }
  /** Something that must become visible. */
  | { wait: string };

const kinds = ['click', 'fill', 'press', 'wait'] as const;
const message =
  'expected one of { "click": "text=Add" }, { "fill": "#name", "with": "Ana" }, { "press": "Enter" } and { "wait": ".cart" }';

const textSchema = v.pipe(
  v.string('expected a string'),
  v.minLength(1, 'expected a string that is not empty'),
  v.maxLength(500, 'expected at most 500 characters'),
);

const stepSchema = v.pipe(
  v.custom<object>(isJsonObject, message),
  v.strictObject({
    click: v.optional(textSchema),
    fill: v.optional(textSchema),
    with: v.optional(v.pipe(v.string('expected a string'), v.maxLength(500, 'expected at most 500 characters'))),
    press: v.optional(textSchema),
    wait: v.optional(textSchema),
  }),
  v.check((step) => kinds.filter((kind) => step[kind] !== undefined).length === 1, message),
  v.check(
    (step) => (step.fill === undefined) === (step.with === undefined),
    'expected with next to fill, and nowhere else',
  ),
  v.transform((step) => step as PageStep),
);

/** The key `steps` of a page. */
export const stepsSchema = v.pipe(
  v.array(stepSchema, 'expected a list of steps, such as [{ "click": "text=Add" }, { "wait": ".cart" }]'),
  v.minLength(1, 'expected 1 to 30 steps'),
  v.maxLength(30, 'expected 1 to 30 steps'),
);

/** What a step is called in messages, without what it types. */
export function formatPageStep(step: PageStep, index: number): string {
  const [kind = '', target = ''] = Object.entries(step)[0] ?? [];
  return `step ${index + 1} (${kind} ${target})`;
}
