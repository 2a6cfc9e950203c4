import { formatTime } from '../../../wording/times.ts';
import { formatPeople } from '../people.ts';
import type { ApprovalRequest } from '../request.ts';
import { termsOf } from '../terms.ts';
import { callsIn, type StartCall, taggedAction } from './deployer-record.ts';
import { whoDeployed } from './who-deployed.ts';

/** `release/ana (IAM) at 13:52 UTC`, `not known yet`; undefined if the gate does not ask who it was. */
export function formatDeployer(request: ApprovalRequest, now: Date): string | undefined {
  if (termsOf(request).selfApproval !== 'deny') return undefined;
  const calls = callsIn(request.deployer);
  if (calls.length === 0) return 'not known yet';
  const said = calls.map((call) => formatCall(call, now)).join(', or by ');
  return whoDeployed(request).isKnown ? said : `${said}, but it is not known who that is`;
}

function formatCall({ by, at, action }: StartCall, now: Date): string {
  return action === taggedAction
    ? `${formatPeople(by)} (by a tag of the service)`
    : `${formatPeople(by)} at ${formatTime(new Date(at), now)}`;
}

/** Whether nobody can approve, because it is not known who may not. */
export function isBlockedByUnknown(request: ApprovalRequest): boolean {
  const { selfApproval, unknownDeployer } = termsOf(request);
  return selfApproval === 'deny' && unknownDeployer !== 'allow' && !whoDeployed(request).isKnown;
}

/** Why somebody cannot approve, and what they can do. */
export function explainNoApproval(
  request: ApprovalRequest,
  why: 'deployer' | 'deployer-unknown',
  now: Date,
): { title: string; text: string } {
  const started = formatDeployer(request, now);
  if (why === 'deployer') {
    const text = `This deployment was started by ${started}, which counts as you, and this gate lets nobody approve what they started (selfApproval). Somebody else has to approve it. You can still reject it.`;
    return { title: 'You cannot approve this', text };
  }
  const rule = 'This gate lets nobody approve what they started (selfApproval)';
  if (callsIn(request.deployer).length === 0) {
    const text = `${rule}, and it is not known yet who started this deployment. AWS usually reports that within a few minutes: open this request again then. You can reject it now.`;
    return { title: 'Nobody can approve this yet', text };
  }
  const text = `${rule}. This deployment was started by ${started}. Your platform team can name the person in the gate’s configuration (deployers), for the next deployment. You can reject this one.`;
  return { title: 'Nobody can approve this', text };
}
