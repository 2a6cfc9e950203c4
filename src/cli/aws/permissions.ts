/** What an action is allowed on. `any` is for actions that know no resource, or whose resource cannot be known before. */
export type PermissionResource =
  | 'any'
  | `${'defaults' | 'log' | 'report'}-of-${'approval' | 'smoke' | 'alarms'}`
  | 'action-log-group'
  | 'any-function'
  | 'any-log-group'
  | 'approval-object'
  | 'decide-route'
  | 'function'
  | 'invoke-role'
  | 'ledger-bucket'
  | 'ledger-object'
  | 'load-balancer'
  | 'certificate'
  | 'log-group'
  | 'managed-policy'
  | 'network-interface'
  | 'open-object'
  | 'parameter'
  | 'report-object'
  | 'role'
  | 'rollback-object'
  | 'service'
  | 'service-deployment'
  | 'service-revision'
  | 'signing-key'
  | 'stack'
  | 'topic';

/** One thing that a command asks AWS. */
export type Permission = {
  /** `ecs:DescribeServices`. */
  action: `${string}:${string}`;
  /** Everything that IAM checks the action against. */
  on: readonly [PermissionResource, ...PermissionResource[]];
  /** What for, in a few words. */
  for: string;
  /** Only with this flag, or only then. */
  when?: string;
  /** No call of its own: IAM checks it because of another call. */
  isImplied?: true;
};

/** All that a command may ask of AWS; exported as `permissions` by the file of the command. */
export type CommandPermissions = readonly Permission[];
