import * as v from 'valibot';

/** Where CloudWatch is read; the function's own account and Region by default. */
export type AwsSource = {
  region: string | undefined;
  /** A role to assume first, for another account. */
  roleArn: string | undefined;
  /** What the role's trust policy expects as `sts:ExternalId`, if it does. */
  externalId: string | undefined;
};

/** The keys of a `source`. */
export const sourceEntries = {
  region: v.optional(v.pipe(v.string(), v.regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'expected a Region, such as "eu-west-1"'))),
  roleArn: v.optional(
    v.pipe(
      v.string(),
      v.regex(
        /^arn:[^:]+:iam::\d{12}:role\/\S{1,512}$/,
        'expected the ARN of a role, such as "arn:aws:iam::111122223333:role/greenlight-metrics"',
      ),
    ),
  ),
  externalId: v.optional(
    v.pipe(v.string(), v.regex(/^[\w+=,.@:/-]{2,1224}$/, 'expected 2 to 1224 letters, digits and any of _+=,.@:/-')),
  ),
};

/** What is wrong with a source as a whole; undefined if nothing is. */
export function whyWrongSource({ roleArn, externalId }: Partial<AwsSource>): string | undefined {
  return externalId !== undefined && roleArn === undefined
    ? 'expected externalId only next to roleArn: it is what the trust policy of that role expects'
    : undefined;
}
