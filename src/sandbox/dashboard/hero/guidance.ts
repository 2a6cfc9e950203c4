import { html } from 'hono/html';
import type { LifecycleStage } from '../../../controller/ecs/stages.ts';
import { isTestRuleShadowed } from '../../load-balancer/list-doors.ts';
import { retailAlarms } from '../../retail-service.ts';
import { isAnyFaultOn } from '../../view/fault-facts.ts';
import { timeUntil } from '../../view/running-time.ts';
import type { SandboxData } from '../../view/sandbox-data.ts';
import type { DeploymentView, TurnView } from '../../view/service-view.ts';

/** What comes next and what the reader can do meanwhile, for somebody who sees such a deployment for the first time. */
type Guidance = { next?: unknown; can?: unknown };

export function guidance(data: SandboxData): Guidance {
  const { deployment } = data.view;
  switch (deployment?.status) {
    case undefined:
      return {};
    case 'SUCCESSFUL':
      return {
        next: 'Going back now takes a new deployment: the old tasks are gone.',
        can: 'Deploy again, with another strategy or with a fault.',
      };
    case 'ROLLBACK_SUCCESSFUL':
      return { can: formatCanAfterRollback(deployment, data) };
    case 'STOP_REQUESTED':
    case 'ROLLBACK_REQUESTED':
    case 'ROLLBACK_IN_PROGRESS':
      return { next: 'The new tasks end, and the service is as it was before.' };
    case 'PENDING':
    case 'IN_PROGRESS': {
      const turn = deployment.turns.findLast(({ until }) => until === undefined);
      return turn === undefined ? {} : { next: renderNext(turn, deployment, data.now), can: renderCan(turn, data) };
    }
    default:
      return {};
  }
}

/** A fault is switched off once it has happened; a rule that answers instead of the test rule stays for the next deployment. */
function formatCanAfterRollback({ strategy }: DeploymentView, data: SandboxData): string {
  if (data.doors.some(isTestRuleShadowed) && strategy !== 'ROLLING')
    return 'Deploying again ends in the same way: the rule that answers by itself, under Listeners and rules, is still there. To see a deployment pass, start the demo without --listener shadowed.';
  return isAnyFaultOn(data)
    ? 'Deploy again: the faults that are still on are next to the button.'
    : 'Deploy again: no fault is on.';
}

function renderNext(turn: TurnView, deployment: DeploymentView, now: Date): unknown {
  const isRolling = deployment.strategy === 'ROLLING';
  const next = turn.stage === 'BAKE_TIME' ? renderAfterBaking(turn, deployment, now) : undefined;
  if (next !== undefined) return next;
  if (isRolling) return nextInRolling[turn.stage];
  switch (turn.stage) {
    case 'PRE_PRODUCTION_TRAFFIC_SHIFT': {
      const percent = deployment.productionSteps[turn.step - 1] ?? 100;
      const what = percent === 100 ? 'all of production' : `${percent} % of production`;
      return `When every hook here has answered SUCCEEDED, ${what} goes to the new version.`;
    }
    case 'PRODUCTION_TRAFFIC_SHIFT': {
      const percent = deployment.productionSteps[turn.step];
      if (percent === undefined) return 'Both versions keep running for the bake time.';
      const wait = deployment.stepBakeMinutes === undefined ? '' : `After ${deployment.stepBakeMinutes}\u00a0min `;
      return `${wait === '' ? 'The' : `${wait}the`} hooks are called once more, and then it goes to ${percent} %.`;
    }
    default:
      return nextStages[turn.stage];
  }
}

function renderAfterBaking({ since }: TurnView, { strategy, bakeMinutes }: DeploymentView, now: Date): unknown {
  const end = new Date(+since + bakeMinutes * 60_000);
  const what = strategy === 'ROLLING' ? 'the deployment is over' : 'the tasks of the old version end';
  return html`In ${timeUntil(end, now)} ${what}. After that, going back takes a new deployment.`;
}

const nextStages: Readonly<Partial<Record<LifecycleStage, string>>> = {
  RECONCILE_SERVICE: 'The tasks of the new revision start.',
  PRE_SCALE_UP: 'A complete second set of tasks starts.',
  SCALE_UP: 'When all of them are healthy, the test listener switches to the new version. Production does not.',
  POST_SCALE_UP: 'The test listener switches to the new version. Production does not.',
  TEST_TRAFFIC_SHIFT: 'Hooks check the new version on the test listener.',
  POST_TEST_TRAFFIC_SHIFT: 'When every hook here has answered SUCCEEDED, production is next.',
  POST_PRODUCTION_TRAFFIC_SHIFT: 'Both versions keep running for the bake time.',
  CLEAN_UP: 'When they have ended, the deployment is SUCCESSFUL.',
};

const nextInRolling: Readonly<Partial<Record<LifecycleStage, string>>> = {
  PRE_SCALE_UP: 'When every hook has answered SUCCEEDED, the first task is replaced. After that, no hook is called.',
  SCALE_UP: 'When the last task is replaced, ECS watches its alarm for the bake time.',
  CLEAN_UP: 'The deployment is SUCCESSFUL.',
};

function renderCan(turn: TurnView, data: SandboxData): unknown {
  const { deployment } = data.view;
  if (deployment === undefined) return undefined;
  if (deployment.strategy === 'ROLLING') return canInRolling[turn.stage];
  switch (turn.stage) {
    case 'PRODUCTION_TRAFFIC_SHIFT':
    case 'POST_PRODUCTION_TRAFFIC_SHIFT':
    case 'BAKE_TIME':
      return `Roll back, or raise the alarm ${retailAlarms.ecs}: production is on the old version again at once, because its tasks still run.`;
    case 'POST_TEST_TRAFFIC_SHIFT':
    case 'PRE_PRODUCTION_TRAFFIC_SHIFT':
      return 'Compare the two shops, or roll back: customers won’t notice.';
    case 'CLEAN_UP':
      return undefined;
    default:
      return 'Roll back: nothing has happened to production yet.';
  }
}

const canInRolling: Readonly<Partial<Record<LifecycleStage, string>>> = {
  PRE_SCALE_UP: 'Roll back: no task has been replaced yet.',
  SCALE_UP: `Open production a few times: both versions answer. Roll back, and the old tasks have to start again, one by one.`,
  BAKE_TIME: `Roll back, or raise the alarm ${retailAlarms.ecs}: every task is replaced again, which takes as long as before.`,
};
