import type { DoctorRule } from './doctor-rule.ts';

/** What can be wrong with how traffic reaches the service, and with the alarms that watch it. */
export const trafficRules = {
  'listener-arn-kind': {
    severity: 'error',
    title: 'a listener is named by the wrong kind of ARN',
    why: 'ECS refuses it: "Must be RuleArn for ALB or ListenerArn for NLB"',
    reasons: ['rule-arn-invalid'],
  },
  'listener-missing': {
    severity: 'error',
    title: 'a listener or its rule does not exist',
    why: 'ECS cannot shift traffic: the deployment rolls back at that stage',
    reasons: ['rule-not-found'],
  },
  'listener-same-rule': {
    severity: 'error',
    title: 'production and test use the same rule',
    why: 'users would see the new version as soon as it is tested',
    reasons: ['same-rule-twice'],
  },
  'test-rule-absent': {
    severity: 'warning',
    title: 'the load balancer has no test listener rule',
    why: 'ECS shifts no test traffic, so nobody can look at the new version before users do',
  },
  'listener-target-groups': {
    severity: 'error',
    title: "a rule does not forward to the service's two target groups",
    why: 'ECS finds that its target groups are not associated with the rule, and the deployment fails',
    reasons: ['unexpected-target-group', 'test-rule-missing', 'target-groups-in-no-rule'],
  },
  'production-traffic-split': {
    severity: 'error',
    title: 'not exactly one target group has production traffic',
    why: 'ECS requires exactly one with traffic when a deployment begins, and fails otherwise',
    reasons: ['two-groups-with-traffic'],
  },
  'target-group-missing': {
    severity: 'error',
    title: 'a target group of the service does not exist',
    why: 'tasks cannot be registered: the deployment never gets past SCALE_UP',
    reasons: ['target-group-not-found'],
  },
  'target-group-health': {
    severity: 'warning',
    title: 'the health checks of the two target groups differ, or are off',
    why: 'the target groups alternate: the health check of one deployment is not that of the next',
  },
  'load-balancer-role-missing': {
    severity: 'error',
    title: 'the role with which ECS changes listeners does not exist',
    why: 'ECS rolls back with "lifecycle hook(s) failed" at a traffic shift, though no hook is to blame',
    reasons: ['infrastructure-role-denied'],
  },
  'load-balancer-role-trust': {
    severity: 'error',
    title: 'the role with which ECS changes listeners does not trust ecs.amazonaws.com',
    why: 'ECS rolls back with "lifecycle hook(s) failed" at a traffic shift, though no hook is to blame',
    reasons: ['infrastructure-role-denied'],
  },
  'load-balancer-role-permission': {
    severity: 'error',
    title: 'the role may not change the listener',
    why: 'ECS rolls back with "not authorized to perform: elasticloadbalancing:Modify…", worded as if a hook had failed',
    reasons: ['infrastructure-role-denied', 'ecs-not-allowed'],
  },
  'test-url-unknown': {
    severity: 'error',
    title: 'the smoke test cannot find where to send its requests',
    why: 'the check answers FAILED: it needs a test listener that it can read, or hookDetails.baseUrl',
  },
  'test-request-strays': {
    severity: 'error',
    title: 'a request of the smoke test is not certain to reach the new version',
    why: 'another rule of the listener may answer it, so its answer would say nothing about the release: the check does not count it and answers FAILED',
  },
  'test-rule-reset': {
    severity: 'error',
    title: 'the test rule no longer points at the version that is being deployed',
    why: 'test requests reach the old version: the smoke test waits for the new one until waitMinutes are over, and then answers FAILED',
  },
  'reviewers-without-url': {
    severity: 'note',
    title: 'no address is certain to show reviewers the new version',
    why: 'the mail and the desk then show a command, or nothing, so that nobody approves the old version by mistake',
  },
  'smoke-cannot-reach': {
    severity: 'error',
    title: 'the test listener is internal and the smoke hook is in no VPC',
    why: 'no request gets an answer: the check answers FAILED once the error budget is spent',
  },
  'alarm-missing': {
    severity: 'error',
    title: 'an alarm that is watched does not exist',
    why: 'the alarm check fails or waits in vain; ECS itself would never see it go off',
  },
  'alarm-check-without-alarms': {
    severity: 'error',
    title: 'an alarm check has no alarms',
    why: 'it answers FAILED at its first call: every deployment rolls back',
  },
  'alarm-never-ok': {
    severity: 'error',
    title: 'an alarm can only be OK after an error',
    why: 'the check waits for OK, which never comes while nothing is wrong, and then fails: every deployment rolls back',
  },
  'alarm-warms-up': {
    severity: 'note',
    title: 'an alarm is in its warm-up period',
    why: 'its state is INSUFFICIENT_DATA until that is over, and the check waits for it',
  },
  'alarm-without-data': {
    severity: 'warning',
    title: 'an alarm has no data',
    why: 'the check waits for data that may not come, and then fails; ECS itself treats missing data as fine',
  },
  'alarm-in-alarm': {
    severity: 'warning',
    title: 'an alarm is in ALARM now',
    why: 'a deployment that starts now would roll back',
  },
  'deployment-alarms-off': {
    severity: 'warning',
    title: 'the alarms of the deployment do not roll it back',
    why: 'ECS watches them and does nothing, or does not watch them',
  },
  'alarms-without-bake-time': {
    severity: 'warning',
    title: 'ECS watches alarms, but the bake time is 0',
    why: 'the old version is gone as soon as production has moved, before an alarm can fire',
  },
} as const satisfies Record<string, DoctorRule>;
