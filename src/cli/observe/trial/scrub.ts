/**
 * Removes from ECS's words what would say whose account it is: ARNs, account ids, and the given names.
 *
 * @example scrub('Lifecycle hook target arn:aws:lambda:eu-west-1:123456789012:function:x returned FAILED status.')
 * // 'Lifecycle hook target <lambda ARN> returned FAILED status.'
 */
export function scrub(text: string, names: readonly string[] = []): string {
  const withoutArns = text
    .replace(/arn:[\w-]*:([\w-]+):[^\s,;'")]*[^\s,;'").]/g, '<$1 ARN>')
    .replace(/\b\d{12}\b/g, '<account>');
  return names.filter((name) => name !== '').reduce((rest, name) => rest.replaceAll(name, '<name>'), withoutArns);
}
