import type { Command } from 'commander';
import { decisionCommand } from './decision-command.ts';

/** `greenlight extend`: moves the deadline of a waiting request. */
export function extendCommand(): Command {
  return decisionCommand('extend', {
    description: 'Give people more time for a waiting request; everybody who is asked is notified',
    examples: ['greenlight extend prod-cluster/retail-ui --minutes 60 --reason "QA is not done"'],
  });
}
