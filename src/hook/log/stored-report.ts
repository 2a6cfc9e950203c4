import type { DeploymentRef, Report } from '../report.ts';
import type { Target } from '../target.ts';
import type { Verdict } from '../verdict.ts';

type Found = {
  check: string;
  gate: string | undefined;
  target: Target & { deploymentId: string };
  verdict: Verdict;
  reason: string;
  at: Date;
};

/** What is stored of a verdict, and for which deployment. Loaded when there is something to report: an unchanged poll reports nothing. */
export function storedReport({ check, gate, target, verdict, reason, at }: Found): [DeploymentRef, Report] {
  const {
    kind,
    findings = [],
    screenshots,
    series,
    waived,
    inconclusive,
  } = verdict as Verdict & Pick<Report, 'waived' | 'inconclusive'>;
  const { account, region, cluster, service, deploymentId, stage, productionWeight: step } = target;
  return [
    { account, region, cluster, service, deploymentId },
    {
      ...{ schemaVersion: 1, check, gate, stage, step, verdict: kind, waived, inconclusive },
      ...{ reason, findings, screenshots, series, at: at.toISOString() },
    },
  ];
}
