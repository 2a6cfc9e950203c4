import type { DoctorRule } from './doctor-rule.ts';

/** What ECS refuses, or rolls back for, in the load balancers of a service; each names the texts of ECS that it leads to. */
export const loadBalancerRules = {
  'classic-load-balancer': {
    severity: 'error',
    title: 'a Classic Load Balancer cannot shift traffic',
    why: 'ECS refuses it: "advancedConfiguration field is not allowed with ELBv1 loadBalancers"',
    reasons: ['classic-load-balancer'],
  },
  'load-balancer-without-rules': {
    severity: 'error',
    title: 'no load balancer of the service says how traffic is shifted',
    why: 'ECS refuses the next change: "advancedConfiguration field is required for all loadBalancers"',
    reasons: ['advanced-configuration-missing'],
  },
  'load-balancers-mixed': {
    severity: 'error',
    title: 'some load balancers of the service can shift traffic and others cannot',
    why: 'ECS refuses the next change: "Either all or none of the provided loadBalancers must have advancedConfiguration defined"',
    reasons: ['advanced-configuration-mixed'],
  },
  'target-group-twice': {
    severity: 'error',
    title: 'a target group is named twice',
    why: 'ECS refuses it: "Duplicate targetGroupArn found"; blue and green need one each',
    reasons: ['target-group-twice'],
  },
  'target-group-in-no-rule': {
    severity: 'error',
    title: 'a target group of the service is in neither of its rules',
    why: 'ECS rolls back with "Both targetGroup and alternateTargetGroup must be associated with the productionListenerRule or testListenerRule"',
    reasons: ['target-group-in-no-rule', 'target-groups-in-no-rule'],
  },
  'production-group-unexpected': {
    severity: 'error',
    title: 'production traffic goes to a target group without the running revision',
    why: 'users get nothing or the old version, and ECS rolls back with "Production listener rule is forwarding traffic to unexpected target group"',
    reasons: ['unexpected-target-group'],
  },
  'production-rule-login': {
    severity: 'warning',
    title: 'the production rule requires a login before it forwards',
    why: 'AWS wrote in 2025 that ECS fails to shift traffic at rules with actions other than forward, and says nothing about it now',
  },
  'test-rule-login': {
    severity: 'warning',
    title: 'the test rule requires a login before it forwards',
    why: 'the load balancer answers a smoke test itself, with a redirect or a 401, and reviewers have to log in first',
  },
  'smoke-without-ipv6': {
    severity: 'error',
    title: 'the load balancer has no public IPv4 address, and the smoke hook has no IPv6',
    why: 'no request gets an answer: the check answers FAILED once the error budget is spent',
  },
  'reviewers-need-ipv6': {
    severity: 'note',
    title: 'the load balancer can be reached only over IPv6',
    why: 'a reviewer whose network has no IPv6 cannot open the new version',
  },
} as const satisfies Record<string, DoctorRule>;
