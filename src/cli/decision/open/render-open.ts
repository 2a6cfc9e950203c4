import { formatGateName } from '../../../approval/notice/report-words.ts';
import { formatPeople } from '../../../approval/request/people.ts';
import { countApprovals, countedApprovers, formatProgress } from '../../../approval/request/progress.ts';
import { formatDeadline } from '../../../approval/request/timing/format-deadline.ts';
import { formatTimeLeft } from '../../../wording/durations.ts';
import { versionsOf } from '../../../wording/versions.ts';
import { type CommandPlace, inSamePlace } from '../../aws/in-same-place.ts';
import { type GateRequest, isWaiting } from '../../deployment/snapshot/snapshot.ts';
import { renderHero } from '../../terminal/render-hero.ts';
import { renderHeading, type TreeStyle } from '../../terminal/tree.ts';

/** `place` is where the command that decides looks. */
type OpenStyle = TreeStyle & { place: CommandPlace };

/** All of them, each as {@link renderOpen} has it, in time that grows with their number alone. */
export function renderAllOpen(all: readonly GateRequest[], now: Date, style: OpenStyle): readonly string[] {
  const byService = Map.groupBy(all, nameOf);
  return all.flatMap((gate) => renderOpen(gate, byService.get(nameOf(gate)) ?? [], now, style));
}

/**
 * One open request as `status` begins, with the command that decides it.
 *
 * @param all what is open, at least for the same service: the command has the stage, or the key, if the service alone names more than one
 */
export function renderOpen(
  gate: GateRequest,
  all: readonly GateRequest[],
  now: Date,
  { colour, columns = Number.POSITIVE_INFINITY, place }: OpenStyle,
): readonly string[] {
  const { subject } = gate.request;
  const { before, after } = versionsOf(subject);
  const isOpen = isWaiting(gate, now);
  const hero = {
    light: isOpen ? 'wait' : 'rest',
    name: `${subject.service} ${before === undefined ? after : `${before} → ${after}`}`,
    state: formatWait(gate, now),
    ...(isOpen && { next: inSamePlace(`greenlight approve ${formatWhich(gate, all)}`, place) }),
  } as const;
  return [
    ...renderHero(hero, { colour, columns }),
    ...renderHeading({ heading: formatFacts(gate.request, now) }, { colour: false, columns: columns - 2 }).map(
      (line) => `  ${line}`,
    ),
  ];
}

function formatWhich(gate: GateRequest, all: readonly GateRequest[]): string {
  const name = nameOf(gate);
  const { stage } = gate.request.subject;
  const others = all.filter((other) => other.key !== gate.key && nameOf(other) === name);
  if (others.length === 0) return name;
  const isOnlyOne = others.every(({ request }) => request.subject.stage !== stage);
  return isOnlyOne ? `${name} --stage ${stage}` : `--request ${gate.key}`;
}

function nameOf({ request: { subject } }: GateRequest): string {
  return `${subject.cluster}/${subject.service}`;
}

function formatWait({ request }: GateRequest, now: Date): string {
  const seconds = (Date.parse(request.deadline) - now.getTime()) / 1000;
  if (seconds <= 0) return `its time was up ${formatTimeLeft(-seconds)} ago`;
  const { given, needed, rules } = countApprovals(request);
  const count = needed === 1 ? 'an approval' : `${needed - given} of ${needed} approvals`;
  const missing = rules ? `waiting for ${count} (${formatProgress(request)})` : `waiting for ${count}`;
  return `${missing}, ${formatTimeLeft(seconds)} left`;
}

function formatFacts(request: GateRequest['request'], now: Date): string {
  const { cluster, stage, step, gate } = request.subject;
  const approvers = countedApprovers(request);
  const name = formatGateName('approval', gate);
  return [
    cluster,
    `${stage}${step === undefined ? '' : `@${step}`}${name === undefined ? '' : `.${name}`}`,
    `until ${formatDeadline(request, now)}`,
    ...(approvers.length > 0 ? [`approved by ${formatPeople(approvers.join(', '))}`] : []),
  ].join('   ');
}
