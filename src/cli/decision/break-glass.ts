import type { Command } from 'commander';
import { decisionCommand } from './decision-command.ts';

/** `greenlight break-glass`: approves alone in an emergency, if the gate names the caller for that. */
export function breakGlassCommand(): Command {
  return decisionCommand('break-glass', {
    description: 'Approve alone in an emergency, if the gate lets you; everybody who is asked is notified',
    examples: ['greenlight break-glass prod-cluster/retail-ui --reason "payments are down, INC-4711"'],
  });
}
