import { troubleshootingLink } from '../../reasons/troubleshooting-link.ts';
import { functionName } from '../deployment/snapshot/gate-nodes.ts';
import { advised, type Snapshot } from '../deployment/snapshot/snapshot.ts';
import { failedStage } from '../deployment/snapshot/stage-places.ts';
import type { UnreadCause } from './explanation.ts';

/** ECS's words are not recognized. Nothing is read into them, but the hooks that may be involved are named, with their logs. */
export function explainUnknown(
  named: string | undefined,
  snapshot: Snapshot,
  logGroupOf: (hookArn: string) => string,
): UnreadCause {
  const { deployment, ref } = snapshot;
  const stage = named ?? failedStage(deployment) ?? deployment.lifecycleStage;
  const hooks = (deployment.deploymentConfiguration?.lifecycleHooks ?? []).filter(
    ({ lifecycleStages = [] }) => stage === undefined || lifecycleStages.some((each) => each === stage),
  );
  const hookArns = [...new Set(hooks.flatMap(({ hookTargetArn }) => hookTargetArn ?? []))];
  const where = stage === undefined ? 'of this deployment' : `at ${stage}`;
  const names = hookArns.map(functionName).join(', ');
  return {
    kind: 'unknown',
    stage,
    hookArns,
    meaning: [
      'Greenlight does not recognize this message from ECS, and reads nothing into it.',
      names === '' ? `There is no Lambda hook ${where}.` : `The hooks ${where}: ${names}.`,
    ].join(' '),
    look: "the service's events, and the logs of the hooks named here",
    reports: snapshot.reports.filter((report) => report.stage === stage && report.verdict !== 'pass'),
    next: [
      `aws ecs describe-services --cluster ${ref.cluster} --services ${ref.service} --query 'services[0].events[:10]'`,
      ...hookArns.map((arn) => `aws logs tail ${logGroupOf(arn)} --since 1d`),
      // Doctor also says how to enable ECS's Action Logs, which may say more.
      advised(`greenlight doctor ${ref.cluster}/${ref.service}`, snapshot),
    ],
    docs: troubleshootingLink('unknown'),
  };
}
