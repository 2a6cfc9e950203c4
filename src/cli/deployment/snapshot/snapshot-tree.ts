import { formatRollbackReason } from '../../../approval/rollback/rollback-request.ts';
import { cardsFor } from '../../../reasons/recognize-reason.ts';
import { troubleshootingLink } from '../../../reasons/troubleshooting-link.ts';
import { formatShortDuration } from '../../../wording/durations.ts';
import { shortArn } from '../../../wording/ids.ts';
import { isOneLine, oneLine } from '../../../wording/lines.ts';
import { phases, phasesAt } from '../../../wording/phases.ts';
import type { NodeState, Tree, TreeNode } from '../../terminal/tree.ts';
import { deploymentHero } from './deployment-hero.ts';
import { gateNodes, hookNodes } from './gate-nodes.ts';
import { isGoingBack, isWaiting, outcomeOf, type Snapshot, secondsOf } from './snapshot.ts';
import { type StagePlace, stagePlaces } from './stage-places.ts';

/** A deployment as `status` and `watch` show it. */
export function snapshotTree(snapshot: Snapshot): Tree {
  const { deployment, ref } = snapshot;
  const { status = 'no status' } = deployment;
  const strategy = deployment.deploymentConfiguration?.strategy ?? '';
  return {
    hero: deploymentHero(snapshot),
    heading: [
      ref.cluster,
      strategy,
      formatPhases(snapshot),
      `${status} ${formatShortDuration(secondsOf(snapshot))}`,
      formatRevisions(snapshot),
    ]
      .filter(Boolean)
      .join('   '),
    nodes: [
      ...stagePlaces(snapshot).map((place) => stageNode(place, snapshot)),
      ...rollingNode(snapshot),
      ...rollbackNode(snapshot),
    ],
  };
}

/** `Start ✓ Test ✓ Approve ● Shift ○ Bake ○`, while they still change. */
function formatPhases({ deployment, requests, now }: Snapshot): string {
  const { lifecycleStage: stage, status } = deployment;
  if (stage === undefined || isGoingBack(status) || outcomeOf(status) !== 'ongoing') return '';
  if (deployment.deploymentConfiguration?.strategy === 'ROLLING') return '';
  const states = phasesAt(
    stage,
    requests.some((gate) => isWaiting(gate, now)),
  );
  return phases
    .map((phase) => `${phase.charAt(0).toUpperCase()}${phase.slice(1)} ${phaseMarks[states[phase]]}`)
    .join(' ');
}

const phaseMarks = { done: '✓', now: '●', next: '○' } as const;

function formatRevisions({ deployment: { targetServiceRevision, sourceServiceRevisions = [] } }: Snapshot): string {
  const shorten = (arn: string | undefined) => shortArn(arn ?? 'unknown');
  const sources = sourceServiceRevisions.filter(({ arn }) => arn !== targetServiceRevision?.arn);
  const green = `revision ${shorten(targetServiceRevision?.arn)}`;
  return sources.length === 0
    ? `${green}, the first`
    : `${green} ← ${sources.map(({ arn }) => shorten(arn)).join(', ')}`;
}

const states: Readonly<Record<StagePlace['place'], NodeState>> = {
  done: 'done',
  running: 'running',
  failed: 'failed',
  'to come': 'pending',
  'not reached': 'pending',
  'was there': 'pending',
};

function stageNode({ stage, place }: StagePlace, snapshot: Snapshot): TreeNode {
  const isHere = place === 'running';
  const text = formatFacts(stage, place, snapshot);
  return {
    state: states[place],
    name: stage,
    ...(stage === 'BAKE_TIME' && (place === 'to come' || isHere) && bakeTime(snapshot)),
    word: place,
    ...(text !== undefined && { text }),
    children: [...gateNodes(snapshot, stage), ...(isHere ? hookNodes(snapshot) : [])],
  };
}

function bakeTime({ deployment }: Snapshot): { time?: string } {
  const minutes = deployment.deploymentConfiguration?.bakeTimeInMinutes;
  return minutes === undefined ? {} : { time: formatShortDuration(minutes * 60) };
}

/** Tasks and traffic are shown at the stage that changed them; what is unknown is left out. */
function formatFacts(stage: string, place: StagePlace['place'], snapshot: Snapshot): string | undefined {
  if (place !== 'done' && place !== 'running') return undefined;
  const green = snapshot.deployment.targetServiceRevision;
  switch (stage) {
    case 'SCALE_UP':
      return formatTasks(snapshot);
    case 'TEST_TRAFFIC_SHIFT':
      return formatWeight('test', green?.requestedTestTrafficWeight, place, snapshot);
    case 'PRE_PRODUCTION_TRAFFIC_SHIFT':
      return place === 'running'
        ? formatWeight('production', green?.requestedProductionTrafficWeight, place, snapshot)
        : undefined;
    case 'PRODUCTION_TRAFFIC_SHIFT':
      return formatWeight('production', green?.requestedProductionTrafficWeight, place, snapshot);
    default:
      return undefined;
  }
}

function formatWeight(
  listener: string,
  weight: number | undefined,
  place: StagePlace['place'],
  { deployment }: Snapshot,
): string | undefined {
  // After the end the test traffic belongs to no revision.
  if (weight === undefined || (place === 'done' && outcomeOf(deployment.status) !== 'ongoing')) return undefined;
  return `${listener} traffic green ${weight} %`;
}

function formatTasks({ deployment: { targetServiceRevision: green } }: Snapshot): string | undefined {
  if (green?.requestedTaskCount === undefined) return undefined;
  return `${green.runningTaskCount ?? 0}/${green.requestedTaskCount} tasks`;
}

/** A rolling deployment has no stages; ECS reports only its tasks. */
function rollingNode(snapshot: Snapshot): TreeNode[] {
  const { deployment } = snapshot;
  if (deployment.deploymentConfiguration?.strategy !== 'ROLLING' || isGoingBack(deployment.status)) return [];
  const isDone = deployment.status === 'SUCCESSFUL';
  const text = formatTasks(snapshot);
  const hasStage = deployment.lifecycleStage !== undefined;
  return [
    {
      state: isDone ? 'done' : 'running',
      name: 'rolling update',
      word: isDone ? 'done' : 'running',
      ...(text !== undefined && { text }),
      children: isDone || hasStage ? [] : hookNodes(snapshot),
    },
  ];
}

function rollbackNode(snapshot: Snapshot): TreeNode[] {
  const { deployment } = snapshot;
  const { status = '', lifecycleStage: stage, targetServiceRevision: green } = deployment;
  if (!isGoingBack(status)) return [];
  const isOngoing = outcomeOf(status) === 'ongoing';
  const asked = snapshot.rollbacks.map((request) => formatRollbackReason(request, snapshot.now));
  const said = deployment.rollback?.reason ?? deployment.statusReason;
  const [card] = asked.length > 0 ? [] : cardsFor(said ?? '');
  const more = [...asked, ...(card ? [`see ${troubleshootingLink(card)}`] : [])];
  const reason = [more.length > 0 ? said?.replace(/\.$/, '') : said, ...more].filter(Boolean).join(', ');
  const weight = green?.requestedProductionTrafficWeight;
  const facts = isOngoing
    ? [stage && `at ${stage}`, weight !== undefined && `production traffic green ${weight} %`, formatTasks(snapshot)]
    : [];
  return [
    {
      state: isOngoing ? 'running' : status === 'ROLLBACK_SUCCESSFUL' ? 'done' : 'failed',
      name: status === 'STOPPED' ? 'stopped' : 'rollback',
      word: status,
      text: [...facts, reason && (isOneLine(reason) ? reason : oneLine(reason))].filter(Boolean).join(', '),
      children: isOngoing ? hookNodes(snapshot) : [],
    },
  ];
}
