import { groupsAsked } from '../../../approval/request/progress.ts';
import type { ApprovalRequest } from '../../../approval/request/request.ts';
import { termsOf } from '../../../approval/request/terms.ts';
import { deputyTerms } from '../../../approval/request/timing/deputies.ts';

/** Everybody who could have decided a request by the rules in force, and what their votes had to prove. */
export function whoCouldDecide(request: ApprovalRequest) {
  const { reviewers, excluded = [], approvals } = request;
  const { rules, assurance = 'link', rejections = 1, breakGlass = [], selfApproval, onDeadline } = termsOf(request);
  return {
    ...{ reviewers, excluded, approvals, rejections, assurance, breakGlass },
    ...(rules && { rules }),
    groups: groupsAsked(request),
    deputies: deputyTerms(request).map(({ rule, from, dueAt }) => ({ rule, from, since: dueAt })),
    /** Whether one link went to everybody who is subscribed to the topic. */
    anybodyWithTheLink: rules === undefined && reviewers.length === 0,
    /** `route`: each IAM identity that may invoke the decision route; `named`: those that a rule names. */
    byIam: rules ? ('named' as const) : ('route' as const),
    selfApproval: selfApproval ?? 'allow',
    /** What happens if nobody decides. */
    onDeadline: onDeadline ?? 'reject',
  };
}
