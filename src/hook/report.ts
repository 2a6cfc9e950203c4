import type { Finding, Screenshots, Series, Verdict, Waiver } from './verdict.ts';

/** What one check has learned at one gate, kept next to the ledger so that mail, desk and `greenlight explain` can show it. */
export type Report = {
  schemaVersion: 1;
  check: string;
  gate: string | undefined;
  stage: string;
  /** See `Target.productionWeight`. */
  step: number | undefined;
  verdict: Verdict['kind'];
  /** Set if the check passed without proving anything. */
  waived?: Waiver | undefined;
  /** Set if the check failed because it could not tell. */
  inconclusive?: true | undefined;
  reason: string;
  findings: readonly Finding[];
  /** Set if the check took some. */
  screenshots?: readonly Screenshots[] | undefined;
  /** Set if the check has measured something over time. Missing in reports of releases before December 2026. */
  series?: Series | undefined;
  /** ISO 8601, UTC. */
  at: string;
};

/** The destination of reports. A report that cannot be written is logged and does not change the answer. */
export interface ReportSink {
  write(deployment: DeploymentRef, report: Report, signal: AbortSignal): Promise<void>;
}

/** Names one service deployment without its ARN's syntax. */
export type DeploymentRef = {
  account: string;
  region: string;
  cluster: string;
  service: string;
  deploymentId: string;
};
