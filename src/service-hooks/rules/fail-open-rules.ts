import { matchCluster } from '../../approval/request/match-cluster.ts';
import type { HookConfig } from '../hook-configuration.ts';
import { eachApproval } from './gate-rules.ts';
import { asksByDesk } from './pause-rules.ts';
import { eachHook, type ServiceRule, unless } from './rule.ts';

/** Gates that fail open: they let a deployment through although nobody has approved it. */
export const failOpenRules = {
  'hook-fails-open': {
    severity: 'warning',
    title: 'a hook that runs out of time lets the deployment through',
    why: 'with action CONTINUE a gate that nobody answers, or that cannot check, opens silently',
    shownBy: ['attach', 'doctor'],
    judge: eachHook((hook) => {
      const { where, action } = hook;
      const field = `${where}.timeoutConfiguration.action`;
      const remedy = { change: `set ${field} to "ROLLBACK"` };
      const why = `the action "${action}" is not known to this version of Greenlight`;
      if (action !== 'CONTINUE' && action !== 'ROLLBACK') return { kind: 'unseen', why, remedy };
      const problem = { found: `${field} is CONTINUE`, remedy, opensGate: asksByDesk(hook) };
      return unless(action === 'CONTINUE' && problem, `${action} when its time is up`);
    }),
  },
  'approval-opens-itself': {
    severity: 'warning',
    title: 'an approval lets the deployment through if nobody decides',
    why: 'with onDeadline "approve" silence is consent: a mail that nobody gets or reads releases the new version',
    shownBy: ['attach', 'doctor'],
    judge: eachApproval((approvals) => {
      const { where } = approvals.find(({ config }) => config.onDeadline === 'approve') ?? {};
      const remedy = { change: `set ${where}.onDeadline to "reject"` };
      const problem = where !== undefined && { found: `${where}.onDeadline is "approve"`, remedy };
      return unless(problem, 'rolls back if nobody decides');
    }),
  },
  'approval-automatic': {
    severity: 'note',
    title: 'an approval asks nobody in this cluster',
    why: 'autoApprove names the cluster, so Greenlight approves every deployment at once and sends no mail',
    shownBy: ['attach', 'doctor'],
    judge: eachApproval((approvals, service) => {
      const patternOf = ({ autoApprove }: HookConfig) => matchCluster(autoApprove?.clusters ?? [], service.cluster);
      const automatic = approvals.find(({ config }) => patternOf(config) !== undefined);
      const pattern = automatic && patternOf(automatic.config);
      const field = `${automatic?.where}.autoApprove.clusters`;
      const found = `${field} has "${pattern}", which matches ${service.cluster}`;
      const remedy = { change: `remove "${pattern}" from ${field} if people are to be asked` };
      return unless(pattern !== undefined && { found, remedy }, 'people are asked');
    }),
  },
} as const satisfies Record<string, ServiceRule>;
