import type { Command } from 'commander';
import { decisionCommand } from './decision-command.ts';

/** `greenlight reject`: ends the deployment at the gate that waits, under the caller's IAM identity. */
export function rejectCommand(): Command {
  return decisionCommand('reject', {
    description: 'Reject what waits for a decision, so that ECS rolls back; your IAM identity is recorded',
    examples: [
      'greenlight reject prod-cluster/retail-ui',
      'greenlight reject prod-cluster/retail-ui --reason "the cart is empty" --yes',
    ],
  });
}
