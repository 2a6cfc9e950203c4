import * as v from 'valibot';

const minutes = 'expected a whole number of minutes from 1 to 1430; ECS ends a stage after 24 hours';
const line = (most: number) =>
  v.pipe(v.string(), v.minLength(1, 'expected a text'), v.maxLength(most, `expected at most ${most} characters`));

const address = v.pipe(
  v.string(),
  v.trim(),
  v.toLowerCase(),
  v.email('expected a mail address such as "ana@example.com"'),
  v.maxLength(254, 'expected at most 254 characters'),
);

/** What may stand in an approval gate's `hookDetails`. */
export const approvalConfigSchema = v.pipe(
  v.strictObject({
    /** How long people have to decide. Default 240. */
    deadlineMinutes: v.optional(
      v.pipe(v.number(minutes), v.integer(minutes), v.minValue(1, minutes), v.maxValue(1430, minutes)),
      240,
    ),
    /** Who is asked, each by an own link. Default: one link to everybody on the topic. */
    reviewers: v.optional(
      v.pipe(
        v.array(address, 'expected a list of mail addresses'),
        v.maxLength(50, 'expected at most 50 reviewers'),
        v.check((list) => new Set(list).size === list.length, 'a reviewer is named twice'),
      ),
      [],
    ),
    /** How many different reviewers must approve. Default 1. */
    approvals: v.optional(
      v.pipe(
        v.number('expected a whole number of reviewers'),
        v.integer('expected a whole number of reviewers'),
        v.minValue(1, 'expected 1 or more'),
      ),
      1,
    ),
    /** Where reviewers try the new version. Default: found through the service's test listener. */
    testUrl: v.optional(
      v.pipe(
        line(2000),
        // A line break would begin a new line in the mail.
        v.regex(/^https?:\/\/\S+$/i, 'expected a URL that begins with http:// or https://'),
        v.url('expected a URL'),
      ),
    ),
    /** What is released, in one line for the reviewers. */
    title: v.optional(line(200)),
    /** What reviewers should look at. */
    notes: v.optional(line(4000)),
  }),
  v.forward(
    v.check(
      ({ approvals, reviewers }) => approvals <= Math.max(1, reviewers.length),
      'more approvals than reviewers; name at least as many in reviewers, for one link cannot tell two people apart',
    ),
    ['approvals'],
  ),
);

export type ApprovalConfig = v.InferOutput<typeof approvalConfigSchema>;
