import { formatError } from '../../wording/values.ts';
import type { EcsRevision, ServiceLoadBalancer } from '../ecs.ts';
import { greenTargetGroup } from '../green-target-group.ts';
import { type ListenerRef, parseListenerRef } from '../listener-arn.ts';
import type { Action, ElbListener, ListenerRule, LoadBalancerReader } from '../load-balancer.ts';
import { type DeploymentMoment, greenOf } from './green-of.ts';
import { readProductionListener } from './production-listener.ts';
import { literalHosts } from './test-endpoint.ts';
import { choiceOf, isChosen, type TestListener } from './test-listener.ts';
import { whyNoTestListener } from './why-no-test-listener.ts';

/** Reads the names that a certificate of AWS Certificate Manager is for. It throws if it could not ask. */
export interface CertificateReader {
  describeNames(certificateArn: string, signal: AbortSignal): Promise<readonly string[]>;
}

export type TestListenerReaders = {
  loadBalancers: LoadBalancerReader;
  /** Without it the names of certificates stay unknown. */
  certificates?: CertificateReader | undefined;
};

export type TestListenerOptions = {
  /** Chooses one of several: `web:8080` (container and port), or the ARN of a target group, a rule or a listener. */
  loadBalancer?: string | undefined;
  /** If it is known, the certificate is not read. */
  host?: string | undefined;
  /** Whether the production listener is read as well; false by default. */
  withProduction?: boolean | undefined;
  /** When this is; without it green is known only if ECS has resolved it. */
  moment?: DeploymentMoment | undefined;
};

export type TestListenersFound =
  | { found: true; tests: readonly TestListener[] }
  | {
      found: false;
      /** ELB was asked, and there is nothing to test with; false if it could not be asked. */
      looked: boolean;
      /** A clause for people. If ELB was asked it ends with what to set instead. */
      reason: string;
      cause?: unknown;
    };

/**
 * Finds the service's test listeners with all their rules: listener rule → listener → load balancer. Never rejects.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/alb-resources-for-blue-green.html
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/nlb-resources-for-blue-green.html
 */
export async function findTestListeners(
  revision: EcsRevision,
  readers: TestListenerReaders,
  signal: AbortSignal,
  options: TestListenerOptions = {},
): Promise<TestListenersFound> {
  const attachments = testAttachments(revision);
  if (attachments.length === 0) return notFound(`${whyNoTestListener(revision)}: set hookDetails.baseUrl`);
  const chosen = attachments.filter((attached) => isChosen(attached, options.loadBalancer));
  if (chosen.length === 0) {
    const choices = attachments.map(choiceOf).join(', ');
    return notFound(
      `hookDetails.loadBalancer ${options.loadBalancer} names no load balancer with a test listener: set one of ${choices}`,
    );
  }
  try {
    const tests = await Promise.all(chosen.map((attached) => readTest(revision, attached, readers, signal, options)));
    const present = tests.filter((test) => typeof test !== 'string');
    if (present.length === tests.length) return { found: true, tests: present };
    const absent = tests.find((test) => typeof test === 'string');
    return notFound(`${absent}: set hookDetails.baseUrl`);
  } catch (cause) {
    return {
      found: false,
      looked: false,
      reason: `${formatUnread(cause)}${cause instanceof CertificateError ? ' (not needed once hookDetails.host is set)' : ''}`,
      cause,
    };
  }
}

/** What is said if reading threw: a clause for people. */
export function formatUnread(cause: unknown): string {
  return `the test listener could not be read: ${formatError(cause)}`;
}

/** The names of a certificate could not be read. */
class CertificateError extends Error {}

/** The load balancers with a test listener, one for each rule: several of a service may share it only with the same target groups. */
export function testAttachments({ loadBalancers = [] }: EcsRevision): readonly ServiceLoadBalancer[] {
  const withTest = loadBalancers.filter(({ advancedConfiguration }) => advancedConfiguration?.testListenerRule);
  const byRule = Map.groupBy(
    withTest,
    ({ advancedConfiguration, targetGroupArn }) => `${advancedConfiguration?.testListenerRule} ${targetGroupArn}`,
  );
  return [...byRule.values()].flatMap((same) => same.slice(0, 1));
}

/** The test listener of one of the service's load balancers, or why there is none: a clause for people. Rejects if it could not be read. */
export async function readTest(
  revision: EcsRevision,
  attached: ServiceLoadBalancer,
  { loadBalancers, certificates }: TestListenerReaders,
  signal: AbortSignal,
  { host, moment, withProduction = false }: Pick<TestListenerOptions, 'host' | 'moment' | 'withProduction'>,
): Promise<TestListener | string> {
  const arn = attached.advancedConfiguration?.testListenerRule ?? '';
  const ref = parseListenerRef(arn);
  if (ref === undefined) return `the test listener ${arn} is neither the ARN of a listener rule nor of a listener`;
  const [listener, rules, loadBalancer, production] = await Promise.all([
    loadBalancers.describeListener(ref.listenerArn, signal),
    loadBalancers.describeRules(ref.listenerArn, signal),
    loadBalancers.describeLoadBalancer(ref.loadBalancerArn, signal),
    readProduction(revision, attached, loadBalancers, signal),
  ]);
  if (listener === undefined || rules === undefined) return `the test listener ${ref.listenerArn} does not exist`;
  const testRule = findRule(ref, rules);
  if (ref.kind === 'rule' && testRule === undefined) return `the test listener rule ${arn} does not exist`;
  if (loadBalancer === undefined) return `the load balancer ${ref.loadBalancerArn} does not exist`;
  const needsNames = host === undefined && literalHosts(testRule).length === 0;
  const certificateNames = needsNames ? await readNames(listener, certificates, signal) : undefined;
  const green = greenOf(revision, attached, production, moment);
  const readers = { loadBalancers, readNames: (each: ElbListener) => readNames(each, certificates, signal) };
  return {
    ...(withProduction && {
      production: await readProductionListener(attached, readers, signal, { green: green.arn, host }),
    }),
    ...{ attached, listener, rules, testRule, loadBalancer, certificateNames },
    green: green.arn,
    greenBecause: green.because,
  };
}

function findRule(ref: ListenerRef, rules: readonly ListenerRule[]): ListenerRule | undefined {
  return ref.kind === 'rule' ? rules.find(({ RuleArn }) => RuleArn === ref.ruleArn) : undefined;
}

/** Needed only if ECS has not resolved the target group. */
async function readProduction(
  revision: EcsRevision,
  attached: ServiceLoadBalancer,
  loadBalancers: LoadBalancerReader,
  signal: AbortSignal,
): Promise<readonly Action[] | undefined> {
  const ref = parseListenerRef(attached.advancedConfiguration?.productionListenerRule ?? '');
  if (ref === undefined || greenTargetGroup(revision, attached) !== undefined) return undefined;
  return ref.kind === 'rule'
    ? (await loadBalancers.describeRule(ref.ruleArn, signal))?.Actions
    : (await loadBalancers.describeListener(ref.listenerArn, signal))?.DefaultActions;
}

async function readNames(
  { Certificates = [] }: ElbListener,
  certificates: CertificateReader | undefined,
  signal: AbortSignal,
): Promise<readonly string[] | undefined> {
  // Only listeners with TLS have a certificate. One that was uploaded to IAM has no names to read.
  const arn = Certificates[0]?.CertificateArn;
  if (!arn?.includes(':acm:')) return undefined;
  try {
    return await certificates?.describeNames(arn, signal);
  } catch (cause) {
    throw new CertificateError(`certificate ${arn}: ${formatError(cause)}`, { cause });
  }
}

function notFound(reason: string): TestListenersFound {
  return { found: false, looked: true, reason };
}
