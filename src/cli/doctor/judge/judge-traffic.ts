import type { Action } from '../../../deployment/load-balancer.ts';
import { checksOfHook } from '../../../service-hooks/rules/checks-of-hook.ts';
import { placeOfHook } from '../../../service-hooks/service-hook.ts';
import { refusedAction } from '../../aws/called-action.ts';
import type { FunctionFacts } from '../facts/app-facts.ts';
import { whenSeen } from '../facts/look.ts';
import { type Outcome, on } from '../facts/outcome.ts';
import type { HookFacts, ListenerFacts, ServiceFacts, TestUrlFacts, TrafficFacts } from '../facts/service-facts.ts';
import { targetGroupsOf } from '../facts/target-groups-of.ts';
import { resourceOf } from '../facts/traffic-facts.ts';

/** Rules, target groups and the test URL. */
export function judgeTraffic(
  facts: ServiceFacts,
  traffic: readonly TrafficFacts[],
  testUrl: TestUrlFacts,
): readonly Outcome[] {
  return [...traffic.flatMap((each) => judgeAttachment(facts, each)), ...judgeTestUrl(facts, testUrl)];
}

function judgeAttachment(facts: ServiceFacts, traffic: TrafficFacts): readonly Outcome[] {
  const { attachment, production, test } = traffic;
  const about = facts.service;
  const update = `aws ecs update-service --cluster ${facts.cluster} --service ${facts.service} --load-balancers file://load-balancers.json`;
  const isSame = production !== undefined && production.arn === test?.arn;
  return [
    on('traffic', 'test-rule-absent', about).judge(
      test === undefined && {
        found: 'loadBalancers[].advancedConfiguration.testListenerRule is not set',
        fix: `set it there to a rule of the test listener, then: ${update}`,
      },
      resourceOf(test?.arn ?? ''),
    ),
    on('traffic', 'listener-same-rule', about).judge(
      isSame && {
        found: `productionListenerRule and testListenerRule are both ${production.arn}`,
        fix: `set testListenerRule to a rule of another listener or with other conditions, then: ${update}`,
      },
      'production and test have rules of their own',
    ),
    ...judgeListener(traffic, production, 'production', update),
    ...(isSame ? [] : judgeListener(traffic, test, 'test', update)),
    ...judgeProduction(facts, production),
    ...judgeTargetGroups(traffic, targetGroupsOf(attachment).length),
  ];
}

function judgeListener(
  { attachment, test }: TrafficFacts,
  listener: ListenerFacts | undefined,
  name: 'production' | 'test',
  update: string,
): readonly Outcome[] {
  if (!listener) return [];
  const { arn, looked } = listener;
  const field = `${name}ListenerRule`;
  const kind = on('traffic', 'listener-arn-kind', field);
  if (!looked) {
    const wanted = arn.includes(':listener/app/')
      ? `the ARN of a rule: aws elbv2 describe-rules --listener-arn ${arn}`
      : 'the ARN of a rule (Application Load Balancer) or of a listener (Network Load Balancer)';
    return [kind.found(`${field} is ${arn}`, `set it to ${wanted}; then: ${update}`)];
  }
  const rules = ['listener-missing', 'listener-target-groups'] as const;
  return [
    kind.fine(resourceOf(arn)),
    ...whenSeen(looked, { group: 'traffic', rules, about: field }, (found) => {
      const missing = on('traffic', 'listener-missing', field);
      if (!found) return [missing.found(`${field} is ${arn}`, `set it to one that exists; then: ${update}`)];
      const own = targetGroupsOf(attachment);
      const groups = groupsOf(found.actions).map(({ arn: group }) => group);
      const foreign = groups.filter((group) => !own.includes(group));
      const absent = own.filter((group) => !groups.includes(group));
      const modify = arn.includes(':listener-rule/')
        ? `aws elbv2 modify-rule --rule-arn ${arn} --actions`
        : `aws elbv2 modify-listener --listener-arn ${arn} --default-actions`;
      // One of the two is enough if the test rule has the other; ECS adds it at the shift.
      const lacksOne = absent.length > 0 && test === undefined;
      const isWrong = foreign.length > 0 || groups.length === 0 || lacksOne;
      return [
        missing.fine('exists'),
        on('traffic', 'listener-target-groups', field).judge(
          isWrong && {
            found:
              groups.length === 0
                ? `${resourceOf(arn)} forwards nowhere`
                : foreign.length > 0
                  ? `${resourceOf(arn)} forwards to ${foreign.map(resourceOf).join(', ')}, which the service does not name`
                  : `${resourceOf(arn)} does not name ${absent.map(resourceOf).join(', ')}, and there is no test rule that could`,
            fix: `${modify} '${forwardTo(own)}'`,
          },
          absent.length === 0 ? 'forwards to both target groups' : 'forwards to one of the two target groups',
        ),
      ];
    }),
  ];
}

/** The first gets everything. */
function forwardTo(groups: readonly string[]): string {
  const TargetGroups = groups.map((TargetGroupArn, index) => ({ TargetGroupArn, Weight: index === 0 ? 100 : 0 }));
  return JSON.stringify([{ Type: 'forward', ForwardConfig: { TargetGroups } }]);
}

function judgeProduction(facts: ServiceFacts, production: ListenerFacts | undefined): readonly Outcome[] {
  const rule = on('traffic', 'production-traffic-split', 'productionListenerRule');
  if (!production?.looked?.seen || !production.looked.value) return [];
  if (facts.isDeploying)
    return [rule.unseen('a deployment is running and shifts traffic itself; check again when it has ended')];
  const groups = groupsOf(production.looked.value.actions);
  const receiving = groups.filter(({ weight }) => weight > 0);
  return [
    rule.judge(
      receiving.length !== 1 && {
        found:
          groups.length === 0
            ? `${resourceOf(production.arn)} forwards nowhere`
            : groups.map(({ arn, weight }) => `${resourceOf(arn)} has weight ${weight}`).join(', '),
        fix: `give everything to the target group that serves now: aws elbv2 describe-target-health --target-group-arn ${groups[0]?.arn ?? '<arn>'} shows whose targets are healthy; if a tool resets the weights, let it ignore changes of the rule's actions`,
      },
      `all traffic goes to ${resourceOf(receiving[0]?.arn ?? '')}`,
    ),
  ];
}

function groupsOf(actions: readonly Action[] | undefined): readonly { arn: string; weight: number }[] {
  const forward = actions?.find(({ Type }) => Type === 'forward');
  const groups = forward?.ForwardConfig?.TargetGroups ?? (forward ? [{ TargetGroupArn: forward.TargetGroupArn }] : []);
  // ELB may leave the weight out if there is only one target group.
  return groups.map(({ TargetGroupArn: arn = '', ...more }) => ({
    arn,
    weight: ('Weight' in more ? more.Weight : undefined) ?? 1,
  }));
}

function judgeTargetGroups({ targetGroups }: TrafficFacts, count: number): readonly Outcome[] {
  const outcomes = targetGroups.flatMap(({ arn, facts }) =>
    whenSeen(facts, { group: 'traffic', rules: ['target-group-missing'], about: resourceOf(arn) }, (found) => [
      on('traffic', 'target-group-missing', resourceOf(arn)).judge(
        !found && { found: `the service names ${arn}`, fix: 'name one that exists in loadBalancers of the service' },
        'exists',
      ),
    ]),
  );
  const known = targetGroups.flatMap(({ arn, facts }) => (facts.seen && facts.value ? [{ arn, ...facts.value }] : []));
  if (known.length < count || known.length === 0) return outcomes;
  const off = known.filter(({ isHealthChecked }) => !isHealthChecked);
  const [first, second] = known;
  const health = on('traffic', 'target-group-health', known.map(({ arn }) => resourceOf(arn)).join(' and '));
  const isDifferent = first && second && first.healthCheck !== second.healthCheck;
  return [
    ...outcomes,
    health.judge(
      (off.length > 0 || isDifferent === true) && {
        found:
          off.length > 0
            ? `${off.map(({ arn }) => resourceOf(arn)).join(' and ')} has no health checks`
            : `${known.map(({ arn, healthCheck }) => `${resourceOf(arn)}: ${healthCheck}`).join('; ')}`,
        fix: `make them alike: aws elbv2 modify-target-group --target-group-arn ${(off[0] ?? second ?? first)?.arn} --health-check-enabled --health-check-path <path>`,
      },
      first?.healthCheck ?? '',
    ),
  ];
}

function judgeTestUrl(facts: ServiceFacts, { smoke, strayed, reviewers }: TestUrlFacts): readonly Outcome[] {
  const outcomes: Outcome[] = [];
  const checks = facts.hooks.flatMap(checksOfHook);
  const hook = checks.find(({ kind }) => kind === 'smoke');
  if (smoke && hook) {
    const about = placeOfHook(hook);
    const url = on('traffic', 'test-url-unknown', about);
    const reach = on('traffic', 'smoke-cannot-reach', about);
    if (!smoke.found) {
      outcomes.push(
        smoke.looked
          ? url.found(smoke.reason, `set ${hook.detailsAt}.baseUrl, or give the service a test listener rule`)
          : url.unseen(smoke.reason, refusedAction(smoke.cause)),
      );
    } else {
      const { endpoint } = smoke;
      outcomes.push(url.fine(endpoint.url), judgeStrayed(strayed, hook, about));
      const target: FunctionFacts | undefined = hook.target?.seen ? hook.target.value : undefined;
      outcomes.push(
        target
          ? reach.judge(
              endpoint.internal &&
                !target.isInVpc && {
                  found: `the load balancer ${endpoint.hostname} is internal, and the function has no VPC settings`,
                  fix: 'put the smoke hook into subnets of that VPC: aws lambda update-function-configuration --function-name <smoke hook> --vpc-config SubnetIds=<subnets>,SecurityGroupIds=<groups>'.replace(
                    '<smoke hook>',
                    target.functionArn,
                  ),
                },
              endpoint.internal ? 'the smoke hook is in a VPC' : 'the load balancer faces the internet',
            )
          : reach.unseen('the function of the smoke hook could not be checked'),
      );
    }
  }
  const approval = checks.find(({ kind }) => kind === 'approval');
  if (reviewers && approval) {
    const rule = on('traffic', 'reviewers-without-url', placeOfHook(approval));
    outcomes.push(
      reviewers.seen ? judgeAccess(rule, reviewers.value, approval) : rule.unseen(reviewers.why, reviewers.allow),
    );
  }
  return outcomes;
}

/** Whether each request of the smoke test is answered by the test rule and by no other. */
function judgeStrayed(strayed: TestUrlFacts['strayed'], { where }: HookFacts, about: string): Outcome {
  const rule = on('traffic', 'test-request-strays', about);
  if (strayed === undefined) return rule.unseen('the rules of the test listener could not be read');
  return rule.judge(
    strayed.length > 0 && {
      found: strayed.map(({ request, because }) => `${request}: ${because}`).join('; '),
      fix: `give the test rule a lower priority number than that rule (aws elbv2 set-rule-priorities), or test other paths in ${where}.hookDetails.requests`,
    },
    'every request of the smoke test is answered by the test rule',
  );
}

type ReviewerFacts = Extract<TestUrlFacts['reviewers'], { seen: true }>['value'];

function judgeAccess(rule: ReturnType<typeof on>, { access, because }: ReviewerFacts, { where }: HookFacts): Outcome {
  const { address, command, internal = false, remarks = [] } = access ?? {};
  const about = [...(internal ? ['reachable only inside its VPC'] : []), ...remarks];
  if (address !== undefined) return rule.fine([address, ...about].join('; '));
  return rule.found(
    command === undefined ? because : `${because}; they get the command ${command}`,
    `set ${where}.hookDetails.testUrl to an address that shows the new version in a browser`,
  );
}
