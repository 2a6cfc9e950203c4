import type { ControllerEvent } from '../../controller/events.ts';
import { isJsonObject } from '../../hook/json.ts';
import { shortArn } from '../../wording/ids.ts';

/** One line about an event, or nothing if it would tell a reader little. */
export function narrate(event: ControllerEvent): string | undefined {
  switch (event.type) {
    case 'deployment-status':
      return `deployment ${event.status}${event.statusReason ? `: ${event.statusReason}` : ''}`;
    case 'stage-entered':
      return `${event.stage}${event.isRollback ? ' in the rollback' : ''}`;
    case 'weights-changed':
      return `  the ${event.listener} listener sends ${formatWeights(event.weights)}`;
    case 'tasks-changed':
      return event.pendingTaskCount === 0
        ? `  revision ${shortArn(event.serviceRevisionArn)} runs ${event.runningTaskCount || 'no'} ${event.runningTaskCount === 1 ? 'task' : 'tasks'}`
        : undefined;
    case 'hook-answered':
      return formatAnswer(event);
    case 'alarm-changed':
      return `  alarm ${event.alarmName} is ${event.state}`;
    default:
      return undefined;
  }
}

function formatAnswer({
  functionArn,
  outcome,
  attempt,
}: Extract<ControllerEvent, { type: 'hook-answered' }>): string | undefined {
  const name = functionArn.split(':').at(-1);
  if (!('answer' in outcome)) return `  ${name}  ${outcome.problem}`;
  const { answer } = outcome;
  if (!isJsonObject(answer)) return `  ${name}  sent an answer that ECS cannot read`;
  // A poll that changes nothing is not reported.
  if (answer['hookStatus'] === 'IN_PROGRESS' && attempt > 1) return undefined;
  return `  ${name}  ${String(answer['hookStatus'])}  ${String(answer['reason'] ?? '')}`;
}

function formatWeights(weights: Readonly<Record<string, number>>): string {
  const shares = Object.entries(weights).filter(([, weight]) => weight > 0);
  if (shares.length === 0) return 'no traffic';
  return shares.map(([arn, weight]) => `${weight} % to revision ${shortArn(arn)}`).join(', ');
}
