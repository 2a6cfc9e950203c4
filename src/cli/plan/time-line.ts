import type { DeploymentConfiguration } from '../../controller/ecs/resources.ts';
import type { LifecycleStage } from '../../controller/ecs/stages.ts';
import { type Part, planDeployment } from '../../controller/state/plan-deployment.ts';
import { defaultSwitches } from '../../controller/switches.ts';
import { readHookDetails } from '../../hook/event/event.ts';
import { isJsonObject } from '../../hook/json.ts';
import type { HookConfig } from '../../service-hooks/hook-configuration.ts';
import type { HookKind } from '../../service-hooks/hook-kinds.ts';
import { maxStageMinutes } from '../../service-hooks/limits.ts';
import { longestWait } from '../../service-hooks/longest-wait.ts';
import { asksByDesk, configuredStages } from '../../service-hooks/rules/pause-rules.ts';
import { nameOfTarget, type ServiceHook } from '../../service-hooks/service-hook.ts';
import { contentMinutesOfAlarms, contentMinutesOfGate } from './content-minutes.ts';
import { approvalCost, checkCost, type GateCost, pauseCost } from './gate-cost.ts';

/** What moves the traffic. A Network Load Balancer and VPC Lattice take their time. */
export type Network = 'alb' | 'nlb' | 'lattice' | 'none';

export type TimeLineInput = {
  configuration: Omit<DeploymentConfiguration, 'lifecycleHooks'>;
  hooks: readonly ServiceHook[];
  network: Network;
  /** How long people take to answer an approval or a pause. */
  answerMinutes: number;
  /** How long the new tasks take to start. */
  scaleUpMinutes: number;
};

/** From the least that must be waited to the most; `worst` is without what ECS itself takes to start tasks. */
type Minutes = { typical: number; worst: number };

type HookTime = Minutes & {
  name: string;
  kind: HookKind | 'pause' | undefined;
  /** Of one turn; only for Greenlight's own hooks. */
  cost?: { typical: GateCost; worst: GateCost };
  /** Of one that asks people. */
  asking?: { deadlineMinutes: number; reviewers: number };
};

export type StageTime = Minutes & {
  stage: LifecycleStage;
  /** How often it comes: once for each step of a linear or canary deployment. */
  times: number;
  hooks: readonly HookTime[];
  /** Waits of ECS, of all turns together. */
  networkMinutes: number;
  bakeMinutes: number;
};

/** "adds about 10 minutes to TEST_ and PRODUCTION_TRAFFIC_SHIFT"; "about 3 minutes at POST_SCALE_UP and about 90 s per weight change". */
const networkMinutes: Readonly<Record<Network, Partial<Record<LifecycleStage, number>>>> = {
  alb: {},
  none: {},
  nlb: { TEST_TRAFFIC_SHIFT: 10, PRODUCTION_TRAFFIC_SHIFT: 10 },
  lattice: { POST_SCALE_UP: 3, TEST_TRAFFIC_SHIFT: 1.5, PRODUCTION_TRAFFIC_SHIFT: 1.5 },
};

/** What a check takes that finds everything in order. */
const contentMinutes = 1;

/** A deployment stage by stage, in ECS's order, each stage once. */
export function timeLine(input: TimeLineInput): readonly StageTime[] {
  const { configuration } = input;
  const facts = { isUnsettled: false, isFirstDeployment: false, hasTestRule: true };
  const steps = planDeployment({ ...configuration, lifecycleHooks: [] }, defaultSwitches, facts);
  const stages = [...new Set(steps.map(({ stage }) => stage))];
  return stages.map((stage) => {
    const turns = steps.filter((step) => step.stage === stage);
    const parts = turns.flatMap((turn) => turn.parts);
    const callsHooks = parts.some((part) => part.do === 'call-hooks');
    const hooks = callsHooks
      ? input.hooks.filter((hook) => hook.stages.includes(stage)).map((hook) => timeOfHook(hook, input.answerMinutes))
      : [];
    const waits = {
      networkMinutes: (networkMinutes[input.network][stage] ?? 0) * turns.length,
      bakeMinutes: parts.reduce((sum, part) => sum + bakeOf(part), 0),
    };
    const fixed = waits.networkMinutes + waits.bakeMinutes;
    return {
      ...{ stage, times: turns.length, hooks, ...waits },
      typical: longest(hooks, 'typical') * turns.length + fixed + (stage === 'SCALE_UP' ? input.scaleUpMinutes : 0),
      worst: longest(hooks, 'worst') * turns.length + fixed,
    };
  });
}

export function totalOf(stages: readonly Minutes[]): Minutes {
  return {
    typical: stages.reduce((sum, { typical }) => sum + typical, 0),
    worst: stages.reduce((sum, { worst }) => sum + worst, 0),
  };
}

/** The hooks of a stage run side by side. */
function longest(hooks: readonly HookTime[], which: keyof Minutes): number {
  return Math.max(0, ...hooks.map((hook) => hook[which]));
}

function bakeOf(part: Part): number {
  return part.do === 'bake' ? part.minutes : 0;
}

function timeOfHook(hook: ServiceHook, answerMinutes: number): HookTime {
  const { kind, isPause, timeoutMinutes } = hook;
  const name = nameOfTarget(hook);
  if (isPause) return timeOfPause(hook, answerMinutes);
  // ECS ends a stage after 24 hours, no matter how long its hooks' timeouts are.
  const maxMinutes = Math.min(timeoutMinutes, maxStageMinutes);
  if (kind === undefined) return { name, kind, typical: Math.min(contentMinutes, maxMinutes), worst: maxMinutes };
  return { name, kind, ...timeOfKind(kind, settingsOf(hook), maxMinutes, answerMinutes) };
}

/** A pause waits for people by ECS, or for the pause bridge, which answers before its time is up. */
function timeOfPause(hook: ServiceHook, answerMinutes: number): HookTime {
  const { timeoutMinutes } = hook;
  const times = { name: nameOfTarget(hook), kind: 'pause', worst: timeoutMinutes } as const;
  if (!asksByDesk(hook)) return { ...times, typical: Math.min(answerMinutes, timeoutMinutes) };
  const configs = hook.pause ? configuredStages(hook.pause).map(({ config }) => config) : [];
  const deadlines = configs.map(({ deadlineMinutes = timeoutMinutes }) => deadlineMinutes);
  const deadlineMinutes = Math.min(timeoutMinutes, ...(deadlines.length > 0 ? [Math.max(...deadlines)] : []));
  const reviewers = Math.max(0, ...configs.map((config) => config.reviewers.length));
  const cost = { calls: 0, dollars: pauseCost(reviewers) };
  const asking = { deadlineMinutes, reviewers };
  return { ...times, typical: Math.min(answerMinutes, deadlineMinutes), cost: { typical: cost, worst: cost }, asking };
}

/** What it is configured to do. Of details that the hook would refuse, those that can be read. */
function settingsOf({ configuration, hookDetails }: ServiceHook): Settings {
  if (configuration && configuration.problem === undefined) return configuration.config;
  const own = readHookDetails(hookDetails);
  return isJsonObject(own) ? own : {};
}

type Settings = Readonly<Partial<Record<keyof HookConfig, unknown>>>;

function timeOfKind(kind: HookKind, settings: Settings, maxMinutes: number, answerMinutes: number) {
  const within = (minutes: number) => Math.min(minutes, maxMinutes);
  if (kind === 'approval') {
    const { minutes: deadlineMinutes } = longestWait(kind, settings);
    const reviewers = Array.isArray(settings.reviewers) ? settings.reviewers.length : 0;
    const [typical, worst] = [within(Math.min(answerMinutes, deadlineMinutes)), within(deadlineMinutes)];
    const cost = (minutes: number) => approvalCost(minutes, { deadlineMinutes, reviewers });
    const asking = { deadlineMinutes, reviewers };
    return { typical, worst: maxMinutes, cost: { typical: cost(typical), worst: cost(worst) }, asking };
  }
  const content = contentMinutesOf(kind, settings, answerMinutes);
  const { minutes: waitMinutes } = longestWait(kind, settings);
  const typical = within(Math.max(contentMinutes, content));
  const cost = { typical: checkCost(kind, within(content)), worst: checkCost(kind, within(waitMinutes)) };
  return { typical, worst: maxMinutes, cost };
}

function contentMinutesOf(kind: HookKind, settings: Settings, answerMinutes: number): number {
  if (kind === 'alarms') return contentMinutesOfAlarms(settings);
  return kind === 'gate' ? contentMinutesOfGate(settings.lists ?? settings.checks, answerMinutes) : 0;
}
