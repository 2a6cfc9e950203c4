import type { FaultKind } from '../../controller/chance/faults.ts';
import type { TrafficWeights } from '../../controller/ecs/resources.ts';
import type { ControllerEvent } from '../../controller/events.ts';
import { formatStatus } from '../../simulate/drawing/status-words.ts';
import { shortArn } from '../../wording/ids.ts';
import { type SandboxFault, sandboxFaults } from './sandbox-faults.ts';

/** One line for the log, or nothing if it would tell a reader little. */
export function formatEvent(event: ControllerEvent): string | undefined {
  switch (event.type) {
    case 'deployment-status':
      return `${formatStatus(event.status)}${event.statusReason === undefined || saysAgain.has(event.status) ? '' : `: ${event.statusReason}`}`;
    case 'stage-entered':
      return `${event.stage} began${event.isRollback ? ' in the rollback' : ''}`;
    case 'hook-finished':
      return `${event.functionArn === undefined ? 'pause' : functionNameOf(event.functionArn)} ${event.status} at ${event.stage}${event.isRollback ? ' in the rollback' : ''}`;
    case 'weights-changed':
      return `${event.listener} listener sends ${formatWeights(event.weights)}`;
    case 'fault':
      return `fault: ${nameOfFault(event.fault)}${event.functionArn === undefined ? '' : ` at ${functionNameOf(event.functionArn)}`}`;
    case 'hook-awaiting':
      return `pause awaits an answer at ${event.stage}`;
    case 'alarm-changed':
      return `alarm ${event.alarmName} is ${event.state}`;
    default:
      return undefined;
  }
}

/** As the menu of the page calls it. */
function nameOfFault(fault: FaultKind): string {
  return Object.hasOwn(sandboxFaults, fault) ? sandboxFaults[fault as SandboxFault].name : fault;
}

/** A rollback has the same reason at its begin and at its end. */
const saysAgain: ReadonlySet<string> = new Set(['ROLLBACK_REQUESTED', 'ROLLBACK_SUCCESSFUL']);

function formatWeights(weights: TrafficWeights): string {
  const shares = Object.entries(weights).filter(([, weight]) => weight > 0);
  if (shares.length === 0) return 'no traffic';
  return shares.map(([arn, weight]) => `${weight} % to ${shortArn(arn)}`).join(', ');
}

/** `arn:aws:lambda:eu-central-1:111122223333:function:smoke-hook` → `smoke-hook` */
export function functionNameOf(arn: string): string {
  return arn.split(':')[6] ?? arn;
}
