import type { ControllerEvent } from '../../controller/events.ts';
import { isJsonObject } from '../../hook/json.ts';
import { formatClock } from '../../wording/times.ts';
import type { Sandbox } from '../sandbox.ts';
import { narrate } from './narrate.ts';

/** What happened in a story. */
export type Recorded = {
  stages: { stage: string; rollback: boolean; outcome: string; seconds: number }[];
  hooks(): { function: string; stage: string; rollback: boolean; calls: number; status: string; reason: string }[];
  /** The largest share that production ever gave to a revision, in percent. */
  maxOfProduction(serviceRevisionArn: string): number;
  /** When the hook or the pause at which people are asked last finished, on the sandbox's clock. */
  answeredAt(): Date | undefined;
  stop(): void;
};

/** Prints and records events from now on. */
export function recordStory(sandbox: Pick<Sandbox, 'onEvent'>, say: (line: string) => void): Recorded {
  const stages: Recorded['stages'] = [];
  const hooks = new Map<string, ReturnType<Recorded['hooks']>[number]>();
  const most = new Map<string, number>();
  const stopped = new AbortController();
  let answeredAt: Date | undefined;
  sandbox.onEvent((event) => {
    const line = narrate(event);
    if (line !== undefined) say(`${formatClock(event.at)}  ${line}`);
    switch (event.type) {
      case 'stage-left': {
        const { stage: name, isRollback: rollback, outcome, seconds } = event;
        stages.push({ stage: name, rollback, outcome, seconds });
        break;
      }
      case 'hook-answered':
        hooks.set(event.hookId, answerIn(event));
        break;
      case 'hook-finished':
        if (event.stage === 'PRE_PRODUCTION_TRAFFIC_SHIFT' && !event.isRollback) answeredAt = event.at;
        break;
      case 'weights-changed':
        if (event.listener === 'test') break;
        for (const [arn, weight] of Object.entries(event.weights)) most.set(arn, Math.max(weight, most.get(arn) ?? 0));
        break;
    }
  }, stopped.signal);
  return {
    stages,
    hooks: () => [...hooks.values()],
    maxOfProduction: (arn) => most.get(arn) ?? 0,
    answeredAt: () => answeredAt,
    stop: () => stopped.abort(),
  };
}

function answerIn(event: Extract<ControllerEvent, { type: 'hook-answered' }>) {
  const { functionArn, stage, isRollback: rollback, attempt: calls, outcome } = event;
  const answer = 'answer' in outcome && isJsonObject(outcome.answer) ? outcome.answer : {};
  const problem = 'problem' in outcome ? outcome.problem : '';
  return {
    ...{ function: functionArn.split(':').at(-1) ?? functionArn, stage, rollback, calls },
    status: String(answer['hookStatus'] ?? 'no answer'),
    reason: String(answer['reason'] ?? problem),
  };
}
