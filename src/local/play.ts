import { setTimeout as sleep } from 'node:timers/promises';
import type { ApprovalRequest, Decision } from '../approval/request.ts';
import { idOf } from '../controller/arns.ts';
import type { ControllerEvent } from '../controller/events.ts';
import type { DeploymentStatus } from '../controller/resources.ts';
import { isJsonObject } from '../hook/json.ts';
import { narrate } from './narrate.ts';
import { decideByLink } from './play-reviewer.ts';
import type { Stage } from './stage.ts';

export const stories = ['approve', 'reject', 'smoke-fails', 'alarm-fires'] as const;
export type Story = (typeof stories)[number];

/** What a story came to: one JSON object. */
export type PlayedStory = {
  story: Story;
  /** Whether it ended as it should. */
  ok: boolean;
  /** What did not come as it should, each in a sentence; empty where all did. */
  problems: string[];
  deployment: { id: string; status: DeploymentStatus; statusReason: string | null; revision: string; seconds: number };
  /** The decision in the ledger; null where nobody was asked. */
  decision: Decision | null;
  stages: { stage: string; rollback: boolean; outcome: string; seconds: number }[];
  hooks: { function: string; stage: string; rollback: boolean; calls: number; status: string; reason: string }[];
  /** Requests that the production listener answered during the story, by whom. */
  production: { blue: number; green: number };
};

export type PlayOptions = {
  story: Story;
  say: (line: string) => void;
  /** Reads the one request of a deployment from the ledger. */
  readRequest: (deploymentId: string) => Promise<ApprovalRequest | undefined>;
};

/**
 * Plays one story unattended, through the doors that people use: the dashboard's actions, the mailbox, the mailed link and its form. Time in
 * what it says is the stage's own.
 */
export async function playStory(stage: Stage, { story, say, readRequest }: PlayOptions): Promise<PlayedStory> {
  const record = recordStory(stage, say);
  const servedBefore = new Map(stage.served().production);
  if (story === 'smoke-fails') await act(stage, 'break', { broken: 'yes' });
  await act(stage, 'deploy', {});
  const { serviceDeploymentArn, targetServiceRevisionArn } = newest(stage);
  const green = idOf(targetServiceRevisionArn);

  const ended = stage.controller.waitForDeployment(serviceDeploymentArn);
  const helping = new AbortController();
  const help = intervene(stage, story, record, say, helping.signal);
  // Whoever fails first tells: a reviewer who could not decide would leave the deployment waiting for hours.
  const deployment = await Promise.race([ended, help.then(() => ended), outOfTime()]);
  helping.abort();
  record.stop();
  if (story === 'alarm-fires') await act(stage, 'alarm', { state: 'OK' });

  const served = [...stage.served().production].map(
    ([id, count]) => [id, count - (servedBefore.get(id) ?? 0)] as const,
  );
  const count = (isGreen: boolean) =>
    served.filter(([id]) => (id === green) === isGreen).reduce((sum, [, n]) => sum + n, 0);
  const production = { blue: count(false), green: count(true) };
  const decision = (await readRequest(idOf(serviceDeploymentArn)))?.decision ?? null;
  const { createdAt, finishedAt = createdAt, status, statusReason = null } = deployment;
  const problems = findProblems(story, { status, decision, production });
  return {
    story,
    ok: problems.length === 0,
    problems,
    deployment: {
      id: idOf(serviceDeploymentArn),
      status,
      statusReason,
      revision: green,
      seconds: Math.round((finishedAt.getTime() - createdAt.getTime()) / 1000),
    },
    decision,
    stages: record.stages,
    hooks: [...record.hooks.values()],
    production,
  };
}

/** A story that goes astray may wait for a deadline hours away. */
async function outOfTime(): Promise<never> {
  await sleep(longestSeconds * 1000, undefined, { ref: false });
  throw new Error(
    `the story had not ended after ${longestSeconds} seconds; see hooks.log in its folder (--folder keeps it)`,
  );
}

const longestSeconds = 120;

/** How each story should end. */
const endings: Record<Story, { status: DeploymentStatus; decision: Decision['status'] | undefined }> = {
  approve: { status: 'SUCCESSFUL', decision: 'APPROVED' },
  reject: { status: 'ROLLBACK_SUCCESSFUL', decision: 'REJECTED' },
  'smoke-fails': { status: 'ROLLBACK_SUCCESSFUL', decision: undefined },
  'alarm-fires': { status: 'ROLLBACK_SUCCESSFUL', decision: undefined },
};

type Ending = Pick<PlayedStory, 'decision' | 'production'> & { status: DeploymentStatus };

function findProblems(story: Story, { status, decision, production }: Ending): string[] {
  const wanted = endings[story];
  const { blue, green } = production;
  const approved = wanted.status === 'SUCCESSFUL';
  return [
    ...(status === wanted.status ? [] : [`the deployment ended ${status}, not ${wanted.status}`]),
    ...(decision?.status === wanted.decision
      ? []
      : [`the decision is ${decision?.status ?? 'none'}, not ${wanted.decision ?? 'none'}`]),
    ...(blue > 0 ? [] : ['production never answered from blue, so nothing was watched']),
    ...(approved && green === 0 ? ['production never answered from green'] : []),
    ...(!approved && green > 0 ? [`production answered ${green} requests from green`] : []),
  ];
}

/** What somebody has to do in the story besides deploying. */
async function intervene(
  stage: Stage,
  story: Story,
  record: Recorded,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  switch (story) {
    case 'alarm-fires':
      // Well before the hook looks at POST_TEST_TRAFFIC_SHIFT: the stage's clock may run fast.
      await record.entered('SCALE_UP');
      return act(stage, 'alarm', { state: 'ALARM' });
    case 'approve':
      return decideByLink(
        stage.urls.stage,
        { choice: 'approve', looked: 'yes', reason: 'looks good on my phone' },
        say,
        signal,
      );
    case 'reject':
      return decideByLink(
        stage.urls.stage,
        { choice: 'reject', reason: 'the new colour hides the price' },
        say,
        signal,
      );
    case 'smoke-fails':
      return;
  }
}

type Recorded = Pick<PlayedStory, 'stages'> & {
  hooks: Map<string, PlayedStory['hooks'][number]>;
  entered(stage: string): Promise<void>;
  stop(): void;
};

/** Says and notes what happens, from now on. */
function recordStory(stage: Stage, say: (line: string) => void): Recorded {
  const stages: PlayedStory['stages'] = [];
  const hooks: Recorded['hooks'] = new Map();
  const waiting = new Map<string, PromiseWithResolvers<void>>();
  const stopped = new AbortController();
  const arrival = (name: string) => {
    const known = waiting.get(name) ?? Promise.withResolvers<void>();
    waiting.set(name, known);
    return known;
  };
  stage.onEvent((event) => {
    const line = narrate(event);
    if (line !== undefined) say(`${event.at.toISOString().slice(11, 19)}  ${line}`);
    if (event.type === 'stage-entered') arrival(event.stage).resolve();
    if (event.type === 'stage-left') {
      const { stage: name, isRollback: rollback, outcome, seconds } = event;
      stages.push({ stage: name, rollback, outcome, seconds });
    }
    if (event.type === 'hook-answered') noteAnswer(hooks, event);
  }, stopped.signal);
  return { stages, hooks, entered: (name) => arrival(name).promise, stop: () => stopped.abort() };
}

function noteAnswer(hooks: Recorded['hooks'], event: Extract<ControllerEvent, { type: 'hook-answered' }>): void {
  const { functionArn, stage, isRollback: rollback, hookIndex, attempt: calls, outcome } = event;
  const answer = 'answer' in outcome && isJsonObject(outcome.answer) ? outcome.answer : {};
  const problem = 'problem' in outcome ? outcome.problem : '';
  hooks.set(`${hookIndex} ${stage} ${rollback}`, {
    function: functionArn.split(':').at(-1) ?? functionArn,
    stage,
    rollback,
    calls,
    status: String(answer['hookStatus'] ?? 'no answer'),
    reason: String(answer['reason'] ?? problem),
  });
}

function newest(stage: Stage) {
  const [deployment] = stage.controller.listServiceDeployments();
  if (!deployment) throw new Error('the stage has started no deployment');
  return deployment;
}

/** Presses one of the dashboard's buttons. */
async function act({ urls }: Stage, action: string, fields: Record<string, string>): Promise<void> {
  const response = await fetch(`${urls.stage}/actions/${action}`, {
    method: 'POST',
    headers: { accept: 'application/json' },
    body: new URLSearchParams(fields),
  });
  if (!response.ok) throw new Error(`the stage did not ${action}: ${await response.text()}`);
}
