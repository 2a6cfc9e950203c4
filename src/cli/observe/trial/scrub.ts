/**
 * Removes from the words of AWS what would say whose account it is: ARNs, account ids, Regions, hosts, ids of resources, and the given names.
 *
 * @example scrub('Lifecycle hook target arn:aws:lambda:eu-west-1:123456789012:function:x returned FAILED status.')
 * // 'Lifecycle hook target <lambda ARN> returned FAILED status.'
 */
export function scrub(text: string, names: readonly string[] = []): string {
  const withoutPatterns = patterns.reduce((rest, [pattern, mark]) => rest.replace(pattern, mark), text);
  return names.filter((name) => name !== '').reduce((rest, name) => rest.replaceAll(name, '<name>'), withoutPatterns);
}

/** In this order: an ARN contains all the others. */
const patterns: readonly (readonly [RegExp, string])[] = [
  [/arn:[\w-]*:([\w-]+):[^\s,;'")]*[^\s,;'").]/g, '<$1 ARN>'],
  [/[\w.-]+\.(?:amazonaws|api\.aws|on\.aws)[\w.-]*\w(?::\d+)?/g, '<host>'],
  [/\b(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?\b/g, '<address>'],
  [/\b\d{12}\b/g, '<account>'],
  [/\b[a-z]{2}(?:-[a-z]+){1,2}-\d[a-z]?\b/g, '<Region>'],
  [/\b(?:vpc|subnet|sg|eni|rtb|igw|acl|vpce|i)-[0-9a-f]{8,17}\b/g, '<id>'],
  [/\b[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}\b/g, '<id>'],
];
