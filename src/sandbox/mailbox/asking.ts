import { type ApprovalCount, canHelp, countApprovals } from '../../approval/request/progress.ts';
import type { ApprovalRequest } from '../../approval/request/request.ts';
import { nameOfReviewer } from './sandbox-reviewers.ts';

/** What people are asked now. */
export type AskedNow = ApprovalCount & {
  deploymentId: string;
  /** The stage at which the deployment waits, and the share of production that comes next in percent, if there are steps. */
  stage: string;
  step?: number;
  /** What happens then is ECS's rollback. */
  deadline: Date;
  /** Whose approval would still help, by name: `Ana`. */
  waitingFor: readonly string[];
};

/** Of a request that is not decided. */
export function askingOf(request: ApprovalRequest): AskedNow {
  const { subject, deadline, reviewers, createdAt } = request;
  return {
    ...countApprovals(request),
    deploymentId: subject.deploymentId,
    stage: subject.stage,
    ...(subject.step !== undefined && { step: subject.step }),
    deadline: new Date(deadline),
    waitingFor: reviewers.filter((address) => canHelp(request, address, createdAt)).map(nameOfReviewer),
  };
}
