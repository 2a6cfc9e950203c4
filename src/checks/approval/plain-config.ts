import * as v from 'valibot';
import { isOneLine } from '../../wording/lines.ts';
import { formatValue } from '../../wording/values.ts';
import { findRepeated } from '../find-repeated.ts';

/** The longest that a polling gate waits: ECS ends a stage 10 minutes later. */
export const maxGateMinutes = 1430;
const minutes = 'expected a whole number of minutes from 1 to 1430; ECS ends a stage after 24 hours';
const people = 'expected a whole number of reviewers, 1 or more';
const url = 'expected a URL that begins with http:// or https://, such as "https://test.example.com/"';
const text = (max: number) =>
  v.pipe(
    v.string('expected a string'),
    v.minLength(1, 'expected a string that is not empty'),
    v.maxLength(max, `expected at most ${max} characters`),
  );

const mailAddress = 'expected a mail address such as "ana@example.com"';
export const mailAddressSchema = v.pipe(
  v.string(mailAddress),
  v.trim(),
  v.toLowerCase(),
  v.email(mailAddress),
  v.maxLength(254, 'expected at most 254 characters'),
);

/** The keys of an approval gate's `hookDetails` that most gates have. */
export const plainEntries = {
  /** How long people have to decide. Default 240. */
  deadlineMinutes: v.optional(
    v.pipe(v.number(minutes), v.integer(minutes), v.minValue(1, minutes), v.maxValue(maxGateMinutes, minutes)),
    240,
  ),
  /** The reviewers, each with their own link. Default: one link to everybody on the topic. */
  reviewers: v.optional(
    v.pipe(
      v.array(mailAddressSchema, 'expected a list of mail addresses'),
      v.maxLength(50, 'expected at most 50 reviewers'),
      v.check(
        (list) => new Set(list).size === list.length,
        ({ input }) => `expected each reviewer once, but ${formatValue(findRepeated(input))} is named twice`,
      ),
    ),
    [],
  ),
  /** How many different reviewers must approve. Default 1. */
  approvals: v.optional(v.pipe(v.number(people), v.integer(people), v.minValue(1, people)), 1),
  /**
   * What happens at the first deployment of a service, when there is no earlier version to go back to: `"ask"` asks as always, `"pass"` lets
   * it through without an approval if ECS lists no earlier revision. Default `"ask"`.
   */
  firstDeployment: v.optional(v.picklist(['ask', 'pass'], 'expected "ask" or "pass"'), 'ask'),
  /** Where reviewers try the new version. Default: found through the service's test listener. */
  testUrl: v.optional(
    v.pipe(
      v.string(url),
      v.maxLength(2000, 'expected at most 2000 characters'),
      // Parsing alone would accept a line break, which starts a new line in the mail.
      v.check((given) => /^https?:\/\/\S+$/i.test(given) && isOneLine(given) && URL.canParse(given), url),
    ),
  ),
  /** What is being released, in one line for the reviewers. */
  title: v.optional(
    v.pipe(text(200), v.check(isOneLine, 'expected one line without control characters; put several lines into notes')),
  ),
  /** What reviewers should check, in as many lines as needed. */
  notes: v.optional(
    v.pipe(
      text(4000),
      v.check(
        (given) => given.split(/\r?\n|\t/).every(isOneLine),
        'expected a string without control characters other than line breaks and tabs',
      ),
    ),
  ),
};
