import type { Command } from 'commander';
import { decisionCommand } from './decision-command.ts';

/** `greenlight approve`: approves a waiting request with the caller's IAM identity. */
export function approveCommand(): Command {
  return decisionCommand('approve', {
    description: 'Approve a request that waits for a decision; your IAM identity is recorded',
    examples: [
      'greenlight approve prod-cluster/retail-ui',
      'greenlight approve prod-cluster/retail-ui --stage POST_TEST_TRAFFIC_SHIFT --reason "paid with a card" --yes',
      'greenlight approve --request approvals/111122223333/eu-central-1/prod-cluster/retail-ui/EZe5RNVLH6PPzHXINuP28/POST_TEST_TRAFFIC_SHIFT.json',
    ],
  });
}
