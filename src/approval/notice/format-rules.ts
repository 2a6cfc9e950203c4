import { groupIn } from '../request/assurance.ts';
import { isMet } from '../request/fill-rules.ts';
import { formatPeople, isAmong } from '../request/people.ts';
import { countApprovals, countedApprovers, formatDeputies, formatFilled } from '../request/progress.ts';
import type { ApprovalRequest } from '../request/request.ts';
import { isExcluded } from '../request/standing.ts';
import { termsOf } from '../request/terms.ts';

/** Each rule, with the people who can still approve for it: `security: 0 of 1 (cho@example.com, dan@example.com)`. None without rules. */
export function formatRules(request: ApprovalRequest): { isMet: boolean; text: string }[] {
  const { rules = [] } = termsOf(request);
  const approvers = countedApprovers(request);
  return (countApprovals(request).rules ?? []).map((filled, at) => {
    const left = (rules[at]?.from ?? []).filter((one) => !isAmong(approvers, one) && !isExcluded(request, one));
    const who = isMet(filled)
      ? ''
      : ` (${[left.map(formatFrom).join(', '), ...formatDeputies(request, filled.name)].join('; ')}${proofWords[rules[at]?.assurance ?? 'link']})`;
    return { isMet: isMet(filled), text: `${formatFilled(filled)}${who}` };
  });
}

function formatFrom(from: string): string {
  const group = groupIn(from);
  return group === undefined ? formatPeople(from) : `members of ${group}`;
}

/** How the people of a rule that asks for more than its gate have to decide. */
const proofWords = { link: '', mailbox: '', 'sign-in': '; after signing in', iam: '; by IAM' };
