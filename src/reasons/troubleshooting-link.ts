import type { ReasonId } from './known-reasons.ts';

/**
 * Where the documentation explains a message of ECS, in the clone and in the package: the anchor is the message's id.
 *
 * @param id - `unknown` for a message that Greenlight does not recognize
 * @example
 * troubleshootingLink('hook-failed'); // 'docs/troubleshooting.md#hook-failed'
 */
export function troubleshootingLink(id: ReasonId | 'unknown'): string {
  return `docs/troubleshooting.md#${id === 'unknown' ? 'a-message-that-is-not-here' : id}`;
}
