import type { GreenlightProps } from '../../src/cdk.ts';

const secret = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:greenlight';
const role = 'arn:aws:iam::111122223333:role/other';

/** Everything that can be switched on. */
export const everything: GreenlightProps = {
  approverEmail: 'ana@example.com',
  pauseBridge: 'all',
  announcements: true,
  httpGateCallbacks: true,
  objectLockDays: 1,
  alarmEmail: 'oncall@example.com',
  deskDomainName: 'approve.example.com',
  deskCertificateArn: 'arn:aws:acm:eu-central-1:111122223333:certificate/a',
  oidcIssuer: 'https://example.com',
  oidcClientId: 'a',
  oidcClientSecretArn: secret,
  deployers: 'cloudtrail',
  slackWebhookSecretArn: secret,
  teamsWebhookSecretArn: secret,
  slackAppSecretArn: secret,
  slackTokenSecretArn: `${secret}-token`,
  slackAppChannel: 'C0123ABCD',
  browserHookArn: 'arn:aws:lambda:eu-central-1:111122223333:function:browser',
  approvalDefaultsParameter: '/greenlight/approval',
  smokeDefaultsParameter: '/greenlight/smoke',
  alarmDefaultsParameter: '/greenlight/alarms',
  gateDefaultsParameter: '/greenlight/gate',
  checkSwitches: '/greenlight/disabled',
  prometheusWorkspaces: ['arn:aws:aps:eu-central-1:111122223333:workspace/a'],
  metricsRoles: [role],
  alarmRoles: [role],
  smokeSuites: ['arn:aws:s3:::smoke/*'],
  smokeSecrets: ['arn:aws:ssm:eu-central-1:111122223333:parameter/shop/*'],
  httpGateFunctions: ['arn:aws:lambda:eu-central-1:111122223333:function:gate'],
  smokeHookSubnetIds: ['subnet-0123456789abcdef0'],
  smokeHookSecurityGroupIds: ['sg-0123456789abcdef0'],
  subscriberArns: [role],
  handDecisions: false,
  tracing: true,
};
