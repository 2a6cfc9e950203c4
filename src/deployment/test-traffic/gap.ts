/** Why there is no request, and what to write into a smoke test's configuration so that there is one: two clauses for people. */
export type Gap = { what: string; remedy: string };

/**
 * Both clauses as one message.
 *
 * @example
 * formatGap({ what: 'the test listener speaks UDP, and not http', remedy: 'set hookDetails.baseUrl' })
 * // 'the test listener speaks UDP, and not http: set hookDetails.baseUrl'
 */
export function formatGap({ what, remedy }: Gap): string {
  return `${what}: ${remedy}`;
}
