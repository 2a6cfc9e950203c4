import { readDirectoryPermissions, readPausesPermissions } from '../attach/attach-permissions.ts';
import type { CommandPermissions } from '../aws/permissions.ts';

/** Only this command changes subscriptions. SNS knows no resource for what concerns a single one. */
export const reviewersPermissions: CommandPermissions = [
  ...readDirectoryPermissions,
  { action: 'ecs:DescribeServices', on: ['service'], for: 'whom the gates of a service ask', when: 'check --service' },
  ...readPausesPermissions,
  { action: 'sns:ListSubscriptionsByTopic', on: ['topic'], for: 'who is subscribed' },
  { action: 'sns:GetSubscriptionAttributes', on: ['any'], for: 'the filters' },
  { action: 'sns:Subscribe', on: ['topic'], for: 'subscribing reviewers', when: 'add' },
  { action: 'sns:SetSubscriptionAttributes', on: ['any'], for: 'correcting filters', when: 'add and confirm' },
  { action: 'sns:ConfirmSubscription', on: ['topic'], for: 'confirming with credentials', when: 'confirm' },
  { action: 'sns:Unsubscribe', on: ['any'], for: 'unsubscribing reviewers', when: 'remove' },
  { action: 'sns:Publish', on: ['topic'], for: 'the test mail', when: 'check --send' },
];
