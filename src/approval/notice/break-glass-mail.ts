import { oneLine } from '../../wording/lines.ts';
import type { ApprovalRequest } from '../request/request.ts';
import { everybody } from '../request/transitions.ts';
import { formatMailSubject } from './mail-subject.ts';
import type { Notice } from './notifier.ts';

/** The mail to everybody who was asked, after somebody has approved without what the gate needs. It asks for nothing. */
export function breakGlassMail(
  { subject }: ApprovalRequest,
  { to, link, news }: { to: string; link: string; news?: string | undefined },
): Notice {
  const { service, cluster, stage, revisionId, account, region, deploymentId } = subject;
  const lines = [
    `BREAK GLASS: ${news}`,
    `What:     ${service} on ${cluster}, revision ${revisionId}, at ${stage}`,
    'You need not decide any more: ECS continues the deployment. To stop it, roll it back in ECS.',
    `Read:     ${link}`,
    '',
    `Deployment  ${deploymentId}`,
    `Account     ${account}, ${region}`,
  ];
  return {
    subject: formatMailSubject('[BREAK GLASS]', subject, 'was approved without you'),
    body: `${lines.map(oneLine).join('\n')}\n`,
    attributes: { event: 'approval-requested', ...(to !== everybody && { reviewer: to }), cluster, service },
  };
}
