import type { Command } from 'commander';
import { decisionCommand } from './decision-command.ts';

/** `greenlight close`: takes a waiting request back. */
export function closeCommand(): Command {
  return decisionCommand('close', {
    description: 'Take a waiting request back, so that ECS rolls back without a rejection',
    examples: ['greenlight close prod-cluster/retail-ui --reason "wrong version" --yes'],
  });
}
