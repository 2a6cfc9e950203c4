import { describeError } from '../hook/describe.ts';
import type { ServiceLoadBalancer, ServiceRevision } from './ecs.ts';
import { forwarding, greenTargetGroup } from './green-target-group.ts';
import { type ListenerRef, parseListenerRef } from './listener-arn.ts';
import type { Listener, LoadBalancer, LoadBalancerReader, Rule } from './load-balancer.ts';
import { actionObstacle, type RuleRequest, requestForRule } from './rule-request.ts';
import { whyNoTestListener } from './test-traffic/why-no-test-listener.ts';

/** How green is reached through the test listener. */
export type TestEndpoint = {
  scheme: 'http' | 'https';
  /** The load balancer's own name: what to connect to. */
  hostname: string;
  port: number;
  /** What to send as Host and as TLS server name, and what the certificate must be for. The load balancer's name where any will do. */
  host: string;
  /** What the test rule wants to see, names in lower case. Without these a request reaches something else. */
  headers: Readonly<Record<string, string>>;
  /** `''` or `/api`: every path below it reaches the test rule. */
  pathPrefix: string;
  query: readonly (readonly [key: string, value: string])[];
  /** Methods that the test rule takes; undefined where it takes any. */
  methods: readonly string[] | undefined;
  /** Only reachable from inside its VPC. */
  internal: boolean;
  /** For people and their browsers. It does not carry `headers`. */
  url: string;
  /** Green's real target group; undefined where ECS has not said. */
  targetGroupArn: string | undefined;
  /** Whether everything sent here reaches green now; undefined where that cannot be told. */
  pointsAtGreen: boolean | undefined;
  /** How `pointsAtGreen` is known: a clause for people. */
  pointsAtGreenBecause: string;
};

export type TestUrl =
  | { found: true; endpoint: TestEndpoint }
  | {
      found: false;
      /** We looked, and it is not there or cannot be turned into a request; false where we could not look. */
      looked: boolean;
      /** A clause for people. Where we looked it ends with what to set instead. */
      reason: string;
      cause?: unknown;
    };

/** What a hook's configuration may add to what is discovered. */
export type TestUrlOptions = {
  /** The scheme behind a Network Load Balancer, which knows none. Not used for an Application Load Balancer. */
  scheme?: 'http' | 'https' | undefined;
  /** The host name to send, where the test rule does not say. */
  host?: string | undefined;
};

/**
 * Finds where the test listener shows green: listener rule → listener → load balancer. Three reads at once; never rejects.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/alb-resources-for-blue-green.html
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/nlb-resources-for-blue-green.html
 */
export async function findTestUrl(
  revision: ServiceRevision,
  loadBalancers: LoadBalancerReader,
  signal: AbortSignal,
  options: TestUrlOptions = {},
): Promise<TestUrl> {
  const attachment = findTestAttachment(revision);
  if (!attachment.found) {
    return notFound(attachment.reason);
  }
  const { attached, ref } = attachment;
  try {
    const [rule, listener, loadBalancer] = await Promise.all([
      ref.kind === 'rule' ? loadBalancers.describeRule(ref.ruleArn, signal) : undefined,
      loadBalancers.describeListener(ref.listenerArn, signal),
      loadBalancers.describeLoadBalancer(ref.loadBalancerArn, signal),
    ]);
    if (ref.kind === 'rule' && rule === undefined) {
      return notFound(`the test listener rule ${ref.ruleArn} does not exist`);
    }
    if (listener === undefined) {
      return notFound(`the test listener ${ref.listenerArn} does not exist`);
    }
    if (loadBalancer === undefined) {
      return notFound(`the load balancer ${ref.loadBalancerArn} does not exist`);
    }
    return describeEndpoint({ revision, attached, rule, listener, loadBalancer, options });
  } catch (cause) {
    return {
      found: false,
      looked: false,
      reason: `the test listener could not be read: ${describeError(cause)}`,
      cause,
    };
  }
}

type Parts = {
  revision: ServiceRevision;
  attached: ServiceLoadBalancer;
  rule: Rule | undefined;
  listener: Listener;
  loadBalancer: LoadBalancer;
  options: TestUrlOptions;
};

function describeEndpoint({ revision, attached, rule, listener, loadBalancer, options }: Parts): TestUrl {
  const request = requestFor(rule, listener, options);
  if (!request.found) {
    return notFound(request.reason);
  }
  const scheme = schemeOf(listener, options);
  if (!scheme.found) {
    return notFound(scheme.reason, scheme.remedy);
  }
  const { DNSName: hostname } = loadBalancer;
  const { Port: port } = listener;
  if (hostname === undefined || port === undefined) {
    return notFound('the test listener has no port, or its load balancer no dns name');
  }
  const { host, headers, pathPrefix, query, methods } = request.request;
  if (scheme.scheme === 'https' && host === undefined) {
    // Nobody gets a public certificate for a name under elb.amazonaws.com, so the load balancer's own name would never verify.
    return notFound(
      'the test listener speaks https and its rule has no host-header condition, so the name on its certificate is not known',
      'set hookDetails.host to that name, or hookDetails.baseUrl',
    );
  }
  const green = greenTargetGroup(revision, attached);
  const { pointsAtGreen, because } = forwarding(rule?.Actions ?? listener.DefaultActions, green);
  return {
    found: true,
    endpoint: {
      scheme: scheme.scheme,
      hostname,
      port,
      host: host ?? hostname,
      headers,
      pathPrefix,
      query,
      methods,
      internal: loadBalancer.Scheme === 'internal',
      url: urlForPeople(scheme.scheme, host ?? hostname, port, request.request),
      targetGroupArn: green,
      pointsAtGreen,
      pointsAtGreenBecause: because,
    },
  };
}

type Attachment = { found: true; attached: ServiceLoadBalancer; ref: ListenerRef } | { found: false; reason: string };

/** The service's one load balancer with a test listener. */
function findTestAttachment(revision: ServiceRevision): Attachment {
  const loadBalancers = revision.loadBalancers ?? [];
  const withTest = loadBalancers.filter(({ advancedConfiguration }) => advancedConfiguration?.testListenerRule);
  const [attached] = withTest;
  if (attached === undefined) {
    return { found: false, reason: whyNoTestListener(revision) };
  }
  const rules = new Set(withTest.map(({ advancedConfiguration }) => advancedConfiguration?.testListenerRule));
  if (rules.size > 1) {
    return { found: false, reason: `the service has ${rules.size} test listeners, and which one to use is not known` };
  }
  const arn = attached.advancedConfiguration?.testListenerRule ?? '';
  const ref = parseListenerRef(arn);
  return ref === undefined
    ? { found: false, reason: `the test listener ${arn} is neither a listener rule's nor a listener's arn` }
    : { found: true, attached, ref };
}

function requestFor(
  rule: Rule | undefined,
  listener: Listener,
  { host }: TestUrlOptions,
): ReturnType<typeof requestForRule> {
  const { Mode: mode = 'off' } = listener.MutualAuthentication ?? {};
  if (mode === 'verify') {
    return { found: false, reason: 'the test listener asks for a client certificate' };
  }
  if (rule !== undefined) {
    return requestForRule(rule, host);
  }
  const obstacle = actionObstacle(listener.DefaultActions);
  return obstacle === undefined ? requestForRule({}, host) : { found: false, reason: obstacle };
}

function schemeOf(
  { Protocol: protocol = 'unnamed' }: Listener,
  { scheme }: TestUrlOptions,
): { found: true; scheme: 'http' | 'https' } | { found: false; reason: string; remedy?: string } {
  switch (protocol) {
    case 'HTTP':
      return { found: true, scheme: 'http' };
    case 'HTTPS':
      return { found: true, scheme: 'https' };
    case 'TLS':
      return scheme === 'https'
        ? { found: true, scheme }
        : {
            found: false,
            reason: 'the test listener speaks TLS',
            remedy: 'set hookDetails.scheme to https, or hookDetails.baseUrl',
          };
    case 'TCP':
    case 'TCP_UDP':
      return scheme === undefined
        ? {
            found: false,
            reason: `the test listener speaks ${protocol}, which names no scheme`,
            remedy: 'set hookDetails.scheme to http or https, or hookDetails.baseUrl',
          }
        : { found: true, scheme };
    default:
      return { found: false, reason: `the test listener speaks ${protocol}, and not http` };
  }
}

function urlForPeople(
  scheme: 'http' | 'https',
  host: string,
  port: number,
  { pathPrefix, query }: RuleRequest,
): string {
  const url = new URL(`${scheme}://${host}:${port}`);
  url.pathname = `${pathPrefix}/`;
  for (const [key, value] of query) {
    url.searchParams.append(key, value);
  }
  return url.href;
}

function notFound(reason: string, remedy = 'set hookDetails.baseUrl'): TestUrl {
  return { found: false, looked: true, reason: `${reason}: ${remedy}` };
}
