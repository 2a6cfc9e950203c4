import { groupIn } from '../request/assurance.ts';
import { isMet } from '../request/fill-rules.ts';
import { formatPeople } from '../request/people.ts';
import {
  countApprovals,
  formatDeputies,
  formatFilled,
  missingApprovers,
  missingDeputies,
} from '../request/progress.ts';
import type { ApprovalRequest } from '../request/request.ts';
import { termsOf } from '../request/terms.ts';

/** Each rule, with the people who can still approve for it: `security: 0 of 1 (cho@example.com, dan@example.com)`. None without rules. */
export function formatRules(request: ApprovalRequest): { isMet: boolean; text: string }[] {
  const { rules = [] } = termsOf(request);
  return (countApprovals(request).rules ?? []).map((filled, at) => {
    const { from = [], assurance = 'link' } = rules[at] ?? {};
    const left = missingApprovers(request, from, filled.name).map(formatFrom).join(', ');
    const said = [left, ...formatDeputies(request, missingDeputies(request, filled.name))]
      .filter((part) => part !== '')
      .join('; ');
    const who = said === '' ? 'nobody' : `${said}${proofWords[assurance]}`;
    return { isMet: isMet(filled), text: `${formatFilled(filled)}${isMet(filled) ? '' : ` (${who})`}` };
  });
}

function formatFrom(from: string): string {
  const group = groupIn(from);
  return group === undefined ? formatPeople(from) : `members of ${group}`;
}

/** How the people of a rule that asks for more than its gate have to decide. */
const proofWords = { link: '', mailbox: '', 'sign-in': '; after signing in', iam: '; by IAM' };
