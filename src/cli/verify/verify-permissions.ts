import type { CommandPermissions } from '../aws/permissions.ts';
import { readStackPermissions } from '../aws/read-permissions.ts';

/** Nothing here reads a request, a report or a secret. What it writes has its own folder in the ledger. */
export const verifyPermissions: CommandPermissions = [
  ...readStackPermissions,
  { action: 'lambda:InvokeFunction', on: ['function', 'listener-function'], for: 'invoking the functions as AWS does' },
  {
    action: 'lambda:GetFunctionConfiguration',
    on: ['function', 'listener-function', 'desk-function'],
    for: 'the roles to which the ledger has to deny writes without condition',
  },
  // With it the caller may decide, which a pipeline that verifies the app does not have to.
  {
    ...{
      action: 'execute-api:Invoke',
      on: ['decide-route'],
      for: 'a decision that you sign',
      when: '--signed accepted',
    },
    isOptional: true,
  },
  { action: 's3:GetBucketPolicy', on: ['ledger-bucket'], for: 'what only the functions could try' },
  {
    action: 's3:PutObject',
    on: ['trial-object'],
    for: 'writes that the policy of the bucket has to deny, and one new link',
  },
  {
    action: 's3:DeleteObject',
    on: ['trial-object'],
    for: 'deletions that the policy has to deny',
    when: 'HandDecisions is no or HttpGateCallbacks is yes',
  },
  { action: 's3:DeleteObjectVersion', on: ['trial-object'], for: 'removing what was written', isImplied: true },
  { action: 's3:ListBucketVersions', on: ['ledger-bucket'], for: 'finding what was written' },
  { action: 'sns:ListSubscriptionsByTopic', on: ['topic'], for: 'whether anybody is subscribed' },
  // SNS knows no resource for a subscription's attributes.
  { action: 'sns:GetSubscriptionAttributes', on: ['any'], for: 'who else would get the test mail' },
  { action: 'sns:Publish', on: ['topic'], for: 'the test mail', when: '--mail' },
];
