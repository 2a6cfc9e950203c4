import type { Command } from 'commander';
import { decisionCommand } from './decision-command.ts';

/** `greenlight withdraw`: withdraws the vote of the caller's IAM identity. */
export function withdrawCommand(): Command {
  return decisionCommand('withdraw', {
    description: 'Withdraw your own vote on a waiting request, so that it no longer counts',
    examples: ['greenlight withdraw prod-cluster/retail-ui', 'greenlight withdraw prod-cluster/retail-ui --yes'],
  });
}
