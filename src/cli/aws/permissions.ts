/** What an action is allowed on. `any` is for actions without resources, or whose resource is not known in advance. */
export type PermissionResource =
  | 'any'
  | 'log-of-pause-bridge'
  | 'undelivered-object'
  | `${'defaults' | 'log' | 'report'}-of-${'approval' | 'smoke' | 'alarms' | 'gate' | 'browser'}`
  | 'action-log-group'
  | 'any-function'
  | 'any-log-group'
  | 'any-repository'
  | 'answer-object'
  | 'approval-object'
  | 'decide-route'
  | 'demo-stack'
  | 'deployer-object'
  | 'delivery-object'
  | 'desk-function'
  | 'function'
  | 'http-gate-function'
  | 'invoke-role'
  | 'ledger-bucket'
  | 'ledger-object'
  | 'listener-function'
  | 'load-balancer'
  | 'certificate'
  | 'change-calendar'
  | 'check-switch'
  | 'log-group'
  | 'managed-policy'
  | 'alarm-role'
  | 'metrics-role'
  | 'network-interface'
  | 'link-object'
  | 'observe-made'
  | 'observe-role'
  | 'observe-stack'
  | 'observed-service'
  | 'open-object'
  | 'decided-object'
  | 'parameter'
  | 'pause-object'
  | 'pause-parameter'
  | 'pause-queue'
  | 'prometheus-workspace'
  | 'report-object'
  | 'screenshot-object'
  | 'reports-of-gate'
  | 'role'
  | 'rollback-object'
  | 'service'
  | 'service-deployment'
  | 'service-revision'
  | 'chat-secret'
  | 'signing-key'
  | 'stack'
  | 'suite'
  | 'smoke-secret'
  | 'task'
  | 'task-definition'
  | 'topic'
  | 'trial-object';

/** One AWS call that a command makes. */
export type Permission = {
  /** `ecs:DescribeServices`. */
  action: `${string}:${string}`;
  /** Everything that IAM checks the action against. */
  on: readonly [PermissionResource, ...PermissionResource[]];
  /** The purpose, in a few words. */
  for: string;
  /** The flag or the condition with which it is needed. */
  when?: string;
  /** Not a call of its own: IAM checks it as part of another call. */
  isImplied?: true;
  /** The command does well without it, so no policy is printed with it. */
  isOptional?: true;
};

/** Everything that a command may call in AWS; exported as `permissions` by the command's folder. */
export type CommandPermissions = readonly Permission[];
