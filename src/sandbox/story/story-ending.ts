import type { Decision } from '../../approval/request/request.ts';
import type { DeploymentStatus } from '../../controller/ecs/resources.ts';
import type { Recorded } from './play-record.ts';
import type { Story } from './stories.ts';

type Wanted = {
  status: DeploymentStatus;
  /** Undefined if no person is to decide. Greenlight closes what is still open when the deployment ends. */
  decision: Decision['status'] | undefined;
  smokeSays?: RegExp;
  /** Green's largest share of production, in percent. Default 0 if it is rolled back. */
  maxToGreen?: number;
};

/** A request that another rule answers proves nothing, so the smoke test fails before it sends anything, and nobody is asked. */
export const shadowedEnding: Wanted = { status: 'ROLLBACK_SUCCESSFUL', decision: undefined, smokeSays: /rule 1\b/ };

/** How each story should end. */
export const endings: Record<Story, Wanted> = {
  approve: { status: 'SUCCESSFUL', decision: 'APPROVED' },
  reject: { status: 'ROLLBACK_SUCCESSFUL', decision: 'REJECTED' },
  'smoke-fails': { status: 'ROLLBACK_SUCCESSFUL', decision: undefined },
  'alarm-fires': { status: 'ROLLBACK_SUCCESSFUL', decision: undefined },
  pause: { status: 'SUCCESSFUL', decision: 'APPROVED' },
  quorum: { status: 'SUCCESSFUL', decision: 'APPROVED' },
  'two-rules': { status: 'SUCCESSFUL', decision: 'APPROVED' },
  'sign-in': { status: 'SUCCESSFUL', decision: 'APPROVED' },
  // The comparison ends it at the first step.
  'metrics-fail': { status: 'ROLLBACK_SUCCESSFUL', decision: 'APPROVED', maxToGreen: 10 },
  'metrics-pass': { status: 'SUCCESSFUL', decision: 'APPROVED' },
};

/** A reviewer's decision reaches ECS within this time if it is pushed. */
const pushedWithinMs = 1000;

type Ending = {
  status: DeploymentStatus;
  decision: Decision | null;
  production: { blue: number; green: number; maxToGreen: number };
  hooks: ReturnType<Recorded['hooks']>;
  decisionToEcsMs?: number | null;
};

/** ECS's changes of the listener count as much as the answers: a short moment of green may fall between two visits. */
export function findProblems(
  story: Story,
  wanted: Wanted,
  { status, decision, production, hooks, decisionToEcsMs }: Ending,
): string[] {
  const { blue, green, maxToGreen } = production;
  const approved = wanted.status === 'SUCCESSFUL';
  return [
    ...(status === wanted.status ? [] : [`the deployment ended as ${status}, not ${wanted.status}`]),
    ...(decision?.status === wanted.decision || (wanted.decision === undefined && isClosing(decision))
      ? []
      : [`the decision is ${decision?.status ?? 'none'}, not ${wanted.decision ?? 'none'}`]),
    ...(wanted.smokeSays === undefined ||
    hooks.some(({ status: answer, reason }) => answer === 'FAILED' && wanted.smokeSays?.test(reason))
      ? []
      : ['the smoke test did not name the rule that answers instead of the new version']),
    ...(decisionToEcsMs === null && wanted.decision ? ['ECS never took an answer'] : []),
    ...(story === 'sign-in' && decision && decision.via !== 'sign-in'
      ? [`the decision was made by ${decision.via}, not signed in`]
      : []),
    ...(story !== 'pause' || (decisionToEcsMs ?? 0) < pushedWithinMs
      ? []
      : [`ECS had the decision only after ${decisionToEcsMs} ms`]),
    ...(blue > 0 ? [] : ['production never answered from blue, so nothing was watched']),
    ...(approved && maxToGreen < 100 ? [`production gave ${maxToGreen} % to green at most, not 100 %`] : []),
    ...(approved && green === 0 ? ['production never answered from green'] : []),
    ...(!approved && maxToGreen > (wanted.maxToGreen ?? 0) ? [`production gave ${maxToGreen} % to green`] : []),
    ...(!approved && green > 0 && wanted.maxToGreen === undefined
      ? [`production answered ${green} requests from green`]
      : []),
  ];
}

function isClosing(decision: Decision | null): boolean {
  return decision?.via === 'greenlight' && decision.status !== 'APPROVED';
}

/** Reviewers see on the desk what was compared, with the numbers of both versions. */
export function findMissingNumbers(pages: readonly string[]): string[] {
  const isShown = pages.some((page) =>
    /p50 response time, green against blue[\s\S]*green [\d.]+ ms, blue [\d.]+ ms/.test(page),
  );
  return isShown ? [] : ['the desk does not show the response times of both versions'];
}
