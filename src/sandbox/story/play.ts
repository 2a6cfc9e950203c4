import { setTimeout as sleep } from 'node:timers/promises';
import type { ApprovalRequest, Decision } from '../../approval/request/request.ts';
import { idOf } from '../../controller/ecs/arns.ts';
import type { DeploymentStatus, Strategy } from '../../controller/ecs/resources.ts';
import { messageOf } from '../../wording/values.ts';
import type { Door } from '../load-balancer/list-doors.ts';
import type { ListenerShape } from '../load-balancer/shapes.ts';
import { retailAlarms } from '../retail-service.ts';
import type { Sandbox } from '../sandbox.ts';
import { type Recorded, recordStory } from './play-record.ts';
import { decideByLinks, readMailedPages } from './play-reviewer.ts';
import type { Story } from './stories.ts';
import { endings, findMissingNumbers, findProblems, shadowedEnding } from './story-ending.ts';

/** The result of a story: one JSON object. */
export type PlayedStory = {
  story: Story;
  strategy: Strategy;
  /** Where the test rule is, and what else answers there. */
  listener: ListenerShape;
  /** Whether it finished as expected. */
  ok: boolean;
  /** One sentence for each deviation from what was expected; empty if there was none. */
  problems: string[];
  /** Null if none was started. */
  deployment: {
    id: string;
    status: DeploymentStatus;
    statusReason: string | null;
    revision: string;
    seconds: number;
  } | null;
  /** The last decision in the ledger; null if nobody was asked or nobody answered. */
  decision: Decision | null;
  /** Only if people are asked at a pause or sign in: real milliseconds from the decision until ECS took the answer. Null if it did not. */
  decisionToEcsMs?: number | null;
  stages: Recorded['stages'];
  hooks: ReturnType<Recorded['hooks']>;
  /** Requests that the production listener answered during the story, by revision, and the largest share that green ever had, in percent. */
  production: { blue: number; green: number; maxToGreen: number };
  /** Requests that each rule of each listener answered during the story, in the order in which the rules are tried. */
  rules: { listener: string; rule: string; when: string; does: string; requests: number }[];
};

type PlayOptions = {
  story: Story;
  /** Default BLUE_GREEN. */
  strategy?: Strategy;
  /** The sandbox's `listener` option. Default `own`. */
  listener?: ListenerShape;
  say: (line: string) => void;
  /** Reads the requests of a deployment from the ledger: one for each step at which people were asked. */
  readRequests: (deploymentId: string) => Promise<readonly ApprovalRequest[]>;
  /** In real time. Default 120. */
  maxSeconds?: number;
};

/** A story that goes wrong may wait for a deadline hours away. */
const defaultLongestSeconds = 120;

/** The longest time that a story takes on the sandbox's clock. */
const maxMinutes: Readonly<Record<Strategy, number>> = { BLUE_GREEN: 6, LINEAR: 16, CANARY: 10, ROLLING: 8 };

/** A comparison watches the first step for ten of them. */
const maxMinutesOfComparison = 24;

/** The slowest clock on which a story ends in time. */
export function slowestSpeed(strategy: Strategy, story?: Story): number {
  const minutes = comparesMetrics(story) ? maxMinutesOfComparison : maxMinutes[strategy];
  return Math.ceil((minutes * 60) / defaultLongestSeconds);
}

/** Whether a story is about the metrics of both versions; it needs steps, and enough visitors to measure something. */
export function comparesMetrics(story: Story | undefined): boolean {
  return story === 'metrics-fail' || story === 'metrics-pass';
}

/**
 * Plays one story unattended, through the interfaces that people use: the dashboard's actions, the mailbox, the mailed link and its form.
 * The times that it prints are the sandbox's.
 *
 * @throws Error if no deployment could be started; later failures are reported as problems
 */
export async function playStory(sandbox: Sandbox, options: PlayOptions): Promise<PlayedStory> {
  const { story, strategy = 'BLUE_GREEN', listener = 'own', say, readRequests } = options;
  const { maxSeconds = defaultLongestSeconds } = options;
  const record = recordStory(sandbox, say);
  const servedBefore = new Map(sandbox.served().production);
  const doorsBefore = sandbox.doors();
  await visit(sandbox);
  if (story === 'smoke-fails') await act(sandbox, 'break', { broken: 'yes' });
  if (story === 'metrics-fail') await act(sandbox, 'slow', { slow: 'yes' });
  const compared = comparesMetrics(story);
  await act(sandbox, 'deploy', { strategy, ...choices[story], ...(compared && { comparesMetrics: 'yes' }) });
  const { serviceDeploymentArn, targetServiceRevisionArn } = newest(sandbox);

  const ended = sandbox.controller.waitForDeployment(serviceDeploymentArn);
  const helping = new AbortController();
  const help = intervene(sandbox, story, say, helping.signal);
  // The first failure ends it: a reviewer who could not decide would leave the deployment waiting for hours.
  const mishap = await Promise.race([ended, help.then(() => ended), outOfTime(maxSeconds)]).then(
    () => [],
    (error: unknown) => [messageOf(error)],
  );
  helping.abort();
  record.stop();
  if (story === 'alarm-fires') await act(sandbox, 'alarm', { name: retailAlarms.hook, state: 'OK' });

  const deployment = sandbox.controller.describeServiceDeployment(serviceDeploymentArn);
  const green = idOf(targetServiceRevisionArn);
  const served = countServed(sandbox.served().production, servedBefore, green);
  const production = { ...served, maxToGreen: record.maxOfProduction(targetServiceRevisionArn) };
  const requests = await readRequests(idOf(serviceDeploymentArn));
  const decisions = requests.flatMap(({ decision }) => decision ?? []);
  const decision = decisions.toSorted((one, other) => one.at.localeCompare(other.at)).at(-1) ?? null;
  const { createdAt, updatedAt, finishedAt = updatedAt, status, statusReason = null } = deployment;
  const hooks = record.hooks();
  const ending = listener === 'shadowed' ? shadowedEnding : endings[story];
  const pushed = timed.has(story) && { decisionToEcsMs: realMs(sandbox, decision, record.answeredAt()) };
  const alone = story in deciders ? requests.filter(hasOneApprover) : [];
  const problems = [
    ...mishap,
    ...alone.map(({ votes }) => `only ${votes[0]?.by ?? 'nobody'} approved, though two people have to`),
    ...(compared ? findMissingNumbers(await readMailedPages(sandbox.urls.dashboard)) : []),
    ...findProblems(story, ending, { status, decision, production, hooks, ...pushed }),
  ];
  return {
    story,
    strategy,
    listener,
    ok: problems.length === 0,
    problems,
    deployment: {
      ...{ id: idOf(serviceDeploymentArn), status, statusReason, revision: green },
      seconds: Math.round((finishedAt.getTime() - createdAt.getTime()) / 1000),
    },
    decision,
    ...pushed,
    stages: record.stages,
    hooks,
    production,
    rules: countAnswered(sandbox.doors(), doorsBefore),
  };
}

/** A story that could not even begin. */
export function unplayed(
  { story, strategy, listener }: Pick<PlayedStory, 'story' | 'strategy' | 'listener'>,
  problem: string,
): PlayedStory {
  return {
    ...{ story, strategy, listener, ok: false, problems: [problem], deployment: null, decision: null },
    ...{ stages: [], hooks: [], production: { blue: 0, green: 0, maxToGreen: 0 }, rules: [] },
  };
}

async function outOfTime(seconds: number): Promise<never> {
  await sleep(seconds * 1000, undefined, { ref: false });
  throw new Error(`the story had not ended after ${seconds} seconds; hooks.log in its folder shows what the hooks saw`);
}

function countServed(after: ReadonlyMap<string, number>, before: ReadonlyMap<string, number>, green: string) {
  const served = [...after].map(([id, count]) => [id, count - (before.get(id) ?? 0)] as const);
  const count = (isGreen: boolean) =>
    served.filter(([id]) => (id === green) === isGreen).reduce((sum, [, n]) => sum + n, 0);
  return { blue: count(false), green: count(true) };
}

function countAnswered(after: readonly Door[], before: readonly Door[]): PlayedStory['rules'] {
  const earlier = new Map(before.flatMap(({ rules }) => rules.map(({ arn, answered }) => [arn, answered])));
  return after.flatMap(({ name, rules }) =>
    rules.map(({ arn, priority: rule, when, does, answered }) => {
      return { listener: name, rule, when, does, requests: answered - (earlier.get(arn) ?? 0) };
    }),
  );
}

function hasOneApprover({ votes }: ApprovalRequest): boolean {
  return new Set(votes.filter(({ choice }) => choice === 'APPROVE').map(({ by }) => by)).size < 2;
}

/** How long the decision takes to reach ECS is of interest, and people are asked right before production moves. */
const timed: ReadonlySet<Story> = new Set(['pause', 'two-rules', 'sign-in']);

/** What is chosen for the deployment. */
const choices: Partial<Record<Story, Record<string, string>>> = {
  quorum: { approvals: '2' },
  pause: { asksByPause: 'yes' },
  'two-rules': { asksByRules: 'yes' },
  'sign-in': { asksForSignIn: 'yes' },
};

/** Who reads their mail, in the stories that need more than Ana. */
const deciders: Partial<Record<Story, readonly string[]>> = { quorum: ['ana', 'chi'], 'two-rules': ['ana', 'ben'] };

function mailboxesOfDeciders({ urls }: Sandbox, story: Story): readonly string[] {
  return (deciders[story] ?? ['ana']).map((id) => `${urls.dashboard}/mailbox/${id}`);
}

/** The sandbox's clock runs faster than ours. */
function realMs({ clock }: Sandbox, decision: Decision | null, answeredAt: Date | undefined): number | null {
  if (!decision || !answeredAt) return null;
  return Math.round((answeredAt.getTime() - Date.parse(decision.at)) / clock.factor);
}

/** The story's actions other than deploying. */
async function intervene(
  sandbox: Sandbox,
  story: Story,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const reviewing = { say, signal, nextChange: () => nextChange(sandbox, signal) };
  switch (story) {
    case 'alarm-fires':
      // At once, well before the hook checks at POST_TEST_TRAFFIC_SHIFT: the sandbox's clock may run fast.
      return act(sandbox, 'alarm', { name: retailAlarms.hook, state: 'ALARM' });
    case 'pause':
    case 'quorum':
    case 'two-rules':
    case 'sign-in':
    case 'metrics-fail':
    case 'metrics-pass':
    case 'approve': {
      const form = { choice: 'approve', looked: 'yes', reason: 'looks good on my phone' } as const;
      return decideByLinks(mailboxesOfDeciders(sandbox, story), form, reviewing);
    }
    case 'reject': {
      const form = { choice: 'reject', reason: 'the new colour hides the price' } as const;
      return decideByLinks(mailboxesOfDeciders(sandbox, story), form, reviewing);
    }
    case 'smoke-fails':
      return;
  }
}

function nextChange(sandbox: Sandbox, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const once = new AbortController();
    const change = () => {
      once.abort();
      resolve();
    };
    sandbox.onChange(change, once.signal);
    if (signal.aborted) change();
    else signal.addEventListener('abort', change, { signal: once.signal });
  });
}

function newest(sandbox: Sandbox) {
  const [deployment] = sandbox.controller.listServiceDeployments();
  if (!deployment) throw new Error('the sandbox has not started a deployment');
  return deployment;
}

/** One request to production before anything happens. */
async function visit({ urls }: Sandbox): Promise<void> {
  await (await fetch(`${urls.production}/`)).arrayBuffer();
}

/** Presses one of the dashboard's buttons. */
async function act({ urls }: Sandbox, action: string, fields: Record<string, string>): Promise<void> {
  const response = await fetch(`${urls.dashboard}/actions/${action}`, {
    method: 'POST',
    headers: { accept: 'application/json' },
    body: new URLSearchParams(fields),
  });
  if (!response.ok) throw new Error(`the dashboard refused ${action}: ${await response.text()}`);
}
