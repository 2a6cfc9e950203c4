import type { ServiceFacts } from '../../../src/cli/doctor/facts/service-facts.ts';
import type { RuleId } from '../../../src/cli/doctor/rules/rules.ts';
import { change, forwards, names, seen, type World } from './world.ts';

export type Plant = (world: World) => World | Promise<World>;

const shifting = { targetGroupArn: names.blue, classicName: undefined, isShifting: true };
const plain = { ...shifting, targetGroupArn: `${names.blue}3`, isShifting: false };
const classic = { targetGroupArn: undefined, classicName: 'old-shop', isShifting: false };

const loadBalancers = (...list: ServiceFacts['loadBalancers']) => change.service({ loadBalancers: list });

/** What is planted, and a part of what doctor must say was found. */
export const loadBalancerPlants: readonly [RuleId, found: RegExp, Plant][] = [
  ['classic-load-balancer', /loadBalancers names old-shop, and the strategy is BLUE_GREEN/, loadBalancers(classic)],
  ['load-balancer-without-rules', /targetgroup\/blue\/13 has no advancedConfiguration/, loadBalancers(plain)],
  [
    'load-balancers-mixed',
    /targetgroup\/blue\/13 has no advancedConfiguration, but others do/,
    loadBalancers(shifting, plain),
  ],
  ['target-group-twice', /targetgroup\/blue\/1 is named more than once/, loadBalancers(shifting, shifting)],
  [
    'target-group-twice',
    /targetgroup\/green\/2 is named more than once/,
    loadBalancers({ ...shifting, targetGroupArn: names.green }),
  ],
  ['listener-same-rule', /of one load balancer and testListenerRule of another/, sharedRule],
  [
    'target-group-in-no-rule',
    /neither listener-rule\/app\/shop\/1\/2\/3 nor .* forwards to .*targetgroup\/green\/2/,
    change.traffic({
      production: { arn: names.production, looked: forwards([[names.blue, 1]]) },
      test: { arn: names.test, looked: forwards([[names.blue, 1]]) },
    }),
  ],
  [
    'production-rule-login',
    /action authenticate-oidc before forward/,
    login('production', names.production, 'authenticate-oidc'),
  ],
  ['test-rule-login', /action authenticate-cognito before forward/, login('test', names.test, 'authenticate-cognito')],
  ['test-rule-login', /action jwt-validation before forward/, login('test', names.test, 'jwt-validation')],
  [
    'production-group-unexpected',
    /sends production traffic to .*blue\/1, and the running revision is behind .*green\/2/,
    (world) => ({ ...world, serving: seen(new Map([[names.production, names.green]])) }),
  ],
  ['test-rule-reset', /at POST_TEST_TRAFFIC_SHIFT, and the test listener forwards to target group /, testRuleReset],
  ['smoke-without-ipv6', /is dualstack-without-public-ipv4/, addressType('dualstack-without-public-ipv4')],
  ['reviewers-need-ipv6', /is dualstack-without-public-ipv4/, addressType('dualstack-without-public-ipv4')],
];

/** A second load balancer, whose test rule is the production rule of the first. */
function sharedRule(world: World): World {
  const [first] = world.service.attachments;
  if (!first) throw new Error('the world has no load balancer');
  const second = {
    ...first,
    ...{ targetGroupArn: `${names.blue}3`, alternateTargetGroupArn: `${names.green}3` },
    ...{ productionListenerRule: `${names.production}3`, testListenerRule: names.production },
  };
  return change.service({ attachments: [first, second] })(world);
}

function login(which: 'production' | 'test', arn: string, type: string): Plant {
  const forward = forwards([
    [names.blue, 100],
    [names.green, 0],
  ]);
  const actions = [{ Type: type }, ...forward.value.actions];
  return change.traffic({ [which]: { arn, looked: seen({ actions }) } });
}

export function addressType(type: string): Plant {
  return (world) => ({ ...world, addressTypes: world.addressTypes.map((each) => ({ ...each, type: seen(type) })) });
}

/** A deployment waits at its smoke test, and the test rule has the weights that its stack has written down. */
function testRuleReset(world: World): World {
  const revision = { resolvedConfiguration: { loadBalancers: [{ targetGroupArn: names.green }] } };
  const running = seen({ stage: 'POST_TEST_TRAFFIC_SHIFT', revision });
  return change.service({ isDeploying: true, runningDeploymentArn: 'arn:aws:ecs:::service-deployment/a' })({
    ...world,
    running,
  });
}
