import type { BucketPolicy, PolicyStatement } from './ledger-policy.ts';

/** What IAM knows of a request to S3. */
export type S3Request = { action: string; resource: string; keys: Readonly<Record<string, string>> };

/**
 * Whether a bucket policy denies a request, as IAM evaluates it. Only what LedgerPolicy uses; anything else throws, so that a new condition is
 * not passed over.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export function isDeniedBy(policy: BucketPolicy | undefined, request: S3Request): boolean {
  return (policy?.Statement ?? []).some((statement) => statement.Effect === 'Deny' && applies(statement, request));
}

function applies(
  { Action, Resource, Condition = {} }: PolicyStatement,
  { action, resource, keys }: S3Request,
): boolean {
  return (
    [Action].flat().some((pattern) => matches(pattern, action)) &&
    [Resource].flat().some((pattern) => matches(pattern, resource)) &&
    Object.entries(Condition).every(([operator, wanted]) =>
      Object.entries(wanted).every(([key, values]) => holds(operator, keys[key.toLowerCase()], [values].flat())),
    )
  );
}

function holds(operator: string, value: string | undefined, wanted: readonly string[]): boolean {
  switch (operator) {
    case 'Null':
      return wanted.includes(String(value === undefined));
    case 'Bool':
      return value !== undefined && wanted.includes(value);
    case 'NumericLessThan':
      return value !== undefined && wanted.some((limit) => Number(value) < Number(limit));
    case 'ArnEquals':
      return value !== undefined && wanted.some((pattern) => matches(pattern, value));
    // A negated operator is true if the key is missing.
    case 'ArnNotEquals':
      return value === undefined || !wanted.some((pattern) => matches(pattern, value));
    default:
      throw new Error(`the stand-in does not know ${operator}`);
  }
}

function matches(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`).test(text);
}
