import type { Command } from 'commander';
import { decisionCommand } from './decision-command.ts';

/** `greenlight reject`: rejects a waiting request with the caller's IAM identity, so that ECS rolls back. */
export function rejectCommand(): Command {
  return decisionCommand('reject', {
    description: 'Reject a request that waits for a decision, so that ECS rolls back; your IAM identity is recorded',
    examples: [
      'greenlight reject prod-cluster/retail-ui',
      'greenlight reject prod-cluster/retail-ui --reason "the cart is empty" --yes',
    ],
  });
}
