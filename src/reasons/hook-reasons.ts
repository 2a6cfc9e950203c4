import type { KnownReason } from './known-reason.ts';

const logs = 'aws logs tail {log} --since 1d';
const doctor = 'greenlight doctor {cluster}/{service}';
const hooks =
  "aws ecs describe-services --cluster {cluster} --services {service} --query 'services[0].deploymentConfiguration.lifecycleHooks'";
const trail = (operation: string) =>
  `aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=${operation}`;

/**
 * What ECS says about hooks.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/troubleshooting-blue-green.html
 */
export const hookReasons = [
  {
    id: 'hook-failed',
    says: [
      'Service deployment rolled back because <STAGE> lifecycle hook(s) failed. Lifecycle hook target <arn> returned FAILED status.',
    ],
    patterns: [/hook target (?<hook>\S+) returned FAILED/g],
    cause: 'The hook {hook} answered FAILED{at}, and ECS rolled back.',
    look: "the reason in the hook's report and log: a check failed, a reviewer rejected, the deadline passed, or hookDetails is wrong",
    fix: [logs],
  },
  {
    id: 'hook-unreadable',
    says: [
      'Service deployment rolled back because <STAGE> lifecycle hook(s) failed. ECS was unable to parse the response from <arn> due to HookStatus must not be null',
    ],
    patterns: [/unable to parse the response from (?<hook>\S+) due to/g],
    cause:
      'The hook {hook} gave no answer that ECS can read{at}: it threw an error, ran into its Lambda timeout, or answered without hookStatus. ECS uses the same words for all three.',
    look: "the function's log: an uncaught error, Task timed out or Runtime.ImportModuleError. Greenlight's own hooks always answer, so also check that hookTargetArn is the right function",
    fix: [logs],
  },
  {
    id: 'hook-not-allowed',
    says: [
      'Service deployment rolled back because <STAGE> lifecycle hook(s) failed. ECS was unable to invoke hook target <arn> due to User: arn:aws:sts::<account>:assumed-role/<role>/ECS-Lambda-Execution is not authorized to perform: lambda:InvokeFunction on resource: <arn>',
    ],
    patterns: [
      /unable to invoke hook target (?<hook>\S+) due to User: \S*?assumed-role\/(?<what>[^/\s]+)\/\S* is not authorized/g,
    ],
    cause: 'The role {what} may not call the hook {hook}: it lacks lambda:InvokeFunction on {hookArn}.',
    look: "roleArn of the hook, and that role's policy: a qualified ARN (version or alias) needs a permission that covers the qualifier",
    fix: [
      'greenlight iam invoke-role --hook {hookArn}',
      'aws iam put-role-policy --role-name {role} --policy-name invoke-hooks --policy-document <PolicyDocument of the command above>',
      doctor,
    ],
  },
  {
    id: 'hook-not-invoked',
    says: ['ECS was unable to invoke hook target <arn> due to <why>'],
    // ECS may name several hooks, one after the other.
    patterns: [
      /unable to invoke hook target (?<hook>\S+) due to (?<what>.+?)(?= ECS was unable to | Lifecycle hook target | No rollback candidate |$)/g,
    ],
    cause: 'ECS could not call the hook {hook}: {what}',
    look: 'whether the function exists, is active, is in this Region and has concurrency left',
    fix: ['aws lambda get-function --function-name {hookArn}', doctor, logs],
  },
  {
    id: 'role-not-assumed',
    says: [
      'Service deployment rolled back because <STAGE> lifecycle hook(s) failed. ECS was unable to assume role <role-arn>',
    ],
    patterns: [/unable to assume role (?<what>\S+?)\.?(?=\s|$)/g],
    cause:
      'ECS cannot assume the role {what} that calls the hook: its trust policy must allow ecs.amazonaws.com to call sts:AssumeRole.',
    look: "the role's trust policy, and whether the role still exists",
    fix: [
      'greenlight iam invoke-role',
      'aws iam update-assume-role-policy --role-name {role} --policy-document <AssumeRolePolicyDocument of the command above>',
      doctor,
    ],
  },
  {
    id: 'hook-timed-out',
    says: [],
    patterns: [/hook target (?<hook>\S+) timed out/g],
    cause: 'The hook {hook} did not finish within its timeoutInMinutes{at}.',
    look: "timeoutConfiguration of the hook: it has to be longer than the hook's own deadline",
    fix: [doctor, logs],
  },
  {
    id: 'pause-timed-out',
    says: ['Service deployment rolled back because <STAGE> pause hook timed out.'],
    patterns: [/pause hook timed out/g],
    cause: 'Nobody continued the deployment at its pause hook{at} in time.',
    look: 'timeoutConfiguration of the pause hook: it sets how long ECS waits, and what happens then',
    fix: [hooks, 'greenlight attach {cluster}/{service} --pause {stage}=1440,ROLLBACK'],
    guide: 'pause-hook-or-greenlight.md',
  },
  {
    id: 'pause-refused',
    says: [],
    patterns: [/ROLLBACK was chosen at the/g],
    cause: 'Somebody chose ROLLBACK at the pause hook{at}, or the pause bridge did because people had not approved.',
    look: 'what people decided (greenlight status {cluster}/{service}), and CloudTrail: who called ContinueServiceDeployment',
    fix: [trail('ContinueServiceDeployment')],
  },
  {
    id: 'target-type-invalid',
    says: ['Invalid targetType. Valid values are: AWS_LAMBDA, PAUSE'],
    patterns: [/Invalid targetType\. Valid values are/g],
    cause: 'A lifecycle hook has a targetType that ECS does not know.',
    look: 'targetType of each hook: AWS_LAMBDA for a function, PAUSE for a pause hook; without one it is AWS_LAMBDA',
    fix: [hooks, 'greenlight attach {cluster}/{service} --approval --dry-run -o json'],
  },
  {
    id: 'pause-stage-invalid',
    says: ['Invalid lifecycle stage provided for Pause Hook'],
    patterns: [/Invalid lifecycle stage provided for Pause Hook/gi],
    cause:
      'A pause hook is attached to a stage that cannot pause: ECS calls TEST_TRAFFIC_SHIFT and PRODUCTION_TRAFFIC_SHIFT again in a rollback, which must not wait for people.',
    look: 'lifecycleStages of the pause hook',
    fix: [hooks, 'put the pause at POST_TEST_TRAFFIC_SHIFT or PRE_PRODUCTION_TRAFFIC_SHIFT'],
  },
  {
    id: 'hook-execution-failures',
    says: ['deployment failed: hook execution failure(s) detected.'],
    patterns: [/hook execution failure\(s\) detected/g],
    cause:
      'ECS says that hooks failed, but not which. In 2025 it did so when a service with hooks switched from BLUE_GREEN to ROLLING, which AWS has since fixed.',
    look: "the hooks' logs, and whether this deployment also changed the strategy",
    fix: [
      "aws ecs describe-services --cluster {cluster} --services {service} --query 'services[0].events[:10]'",
      hooks,
    ],
  },
] as const satisfies readonly KnownReason[];
