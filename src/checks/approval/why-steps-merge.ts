import type { Subject } from '../../approval/request/request.ts';
import type { Verdict } from '../../hook/verdict.ts';
import type { ApprovalConfig } from './approval-config.ts';

/**
 * A linear or canary deployment reaches these stages once for each step. Steps are distinguished by the share of production traffic in the
 * event, which AWS documents for blue/green only; without it the approval of the first step would let all later ones pass.
 *
 * @returns why nobody can be asked here, and what to do instead; undefined if each step has its own request
 */
export function whyStepsMerge({
  strategy,
  stage,
  step,
}: Pick<Subject, 'strategy' | 'stage' | 'step'>): string | undefined {
  if (step !== undefined || !recurringStages.has(stage) || !steppedStrategies.has(strategy ?? '')) return undefined;
  return `the event has no weights, so the steps of a ${strategy} deployment cannot be distinguished at ${stage}, and one approval would count for all of them; put the approval at POST_TEST_TRAFFIC_SHIFT, which comes once`;
}

/**
 * The verdict of a gate that need not ask anybody; undefined if people have to be asked. If the deployment could not be read, that is an error: it
 * never counts as a first deployment, or as a strategy with a single step.
 */
export function answerUnasked(
  subject: Pick<Subject, 'strategy' | 'stage' | 'step' | 'firstDeployment'>,
  config: Pick<ApprovalConfig, 'firstDeployment'>,
): Verdict | undefined {
  const passed = passFirst(subject, config);
  if (passed) return passed;
  const refused = whyStepsMerge(subject);
  if (refused !== undefined) return { kind: 'fail', reason: refused };

  const { strategy, stage, step } = subject;
  if (step !== undefined || !recurringStages.has(stage) || singleStepStrategies.has(strategy ?? '')) return undefined;
  const found = strategy === undefined ? 'the strategy could not be read' : `the strategy ${strategy} is unknown`;
  const reason = `the event has no weights and ${found}, so one approval at ${stage} might count for several steps`;
  return { kind: 'error', reason };
}

/** The verdict if the configuration lets the first deployment through, and ECS says that this is one. */
export function passFirst(
  subject: Pick<Subject, 'firstDeployment'>,
  { firstDeployment }: Pick<ApprovalConfig, 'firstDeployment'>,
): (Verdict & { kind: 'pass' }) | undefined {
  if (firstDeployment !== 'pass' || subject.firstDeployment !== true) return undefined;
  const reason =
    'the first deployment of this service passes without an approval, as set in hookDetails.firstDeployment';
  return { kind: 'pass', reason: `${reason}: ECS lists no earlier revision` };
}

const recurringStages: ReadonlySet<string> = new Set(['PRE_PRODUCTION_TRAFFIC_SHIFT', 'PRODUCTION_TRAFFIC_SHIFT']);
const steppedStrategies: ReadonlySet<string> = new Set(['LINEAR', 'CANARY']);
/** They move production traffic once. */
const singleStepStrategies: ReadonlySet<string> = new Set(['BLUE_GREEN', 'ROLLING']);
