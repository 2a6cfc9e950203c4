import { formatDuration } from '../../wording/durations.ts';
import type { Scan } from './ecr-reader.ts';
import type { ScanPolicy } from './image-policy-config.ts';
import { type JudgedImage, judgedImage } from './judged-image.ts';

/** Only these say something about the image, of a basic and of an enhanced scan. */
const finished = new Set(['COMPLETE', 'ACTIVE']);
const running = new Set(['IN_PROGRESS', 'PENDING']);

/**
 * Judges the findings of one image by their number. What is missing is not zero: without a scan, a time, or numbers, nothing is known.
 *
 * @param scan - undefined: ECR knows of no scan, which may be because it has not begun
 */
export function judgeScan(name: string, scan: Scan | undefined, policy: ScanPolicy, now: Date): JudgedImage {
  const allowed = formatPolicy(policy);
  const judge = (outcome: JudgedImage['outcome'], found: string) =>
    judgedImage(outcome, `${name}: scan`, found, allowed);
  if (scan === undefined) return judge('wait', 'not scanned');
  const { status = 'no status', completedAt, counts, listsFindings } = scan;
  if (running.has(status)) return judge('wait', `the scan is ${status}`);
  if (!finished.has(status)) return judge('inconclusive', `the scan is ${status}`);
  if (counts === undefined) return judge('inconclusive', `${status}, without the numbers of findings`);
  const numbers = Object.values(counts);
  if (listsFindings && numbers.every((number) => number === 0))
    return judge('inconclusive', `${status}, with findings and without their numbers`);
  const tooMany = rated(policy).filter(({ max, severities }) => max !== undefined && countOf(counts, severities) > max);
  const found = formatCounts(counts);
  // Too many are too many, no matter how old they are.
  if (tooMany.length > 0) return judge('fail', found);
  if (completedAt === undefined) return judge('inconclusive', `${found}, scanned at an unknown time`);
  const ageSeconds = Math.max(0, (now.getTime() - completedAt.getTime()) / 1000);
  const isOld = ageSeconds > policy.maxAgeHours * 3600;
  return judge(isOld ? 'inconclusive' : 'pass', `${found}, scanned ${formatDuration(ageSeconds)} ago`);
}

function rated(policy: ScanPolicy) {
  return [
    { max: policy.critical, severities: ['CRITICAL'] },
    { max: policy.high, severities: ['HIGH'] },
    { max: policy.medium, severities: ['MEDIUM'] },
    { max: policy.low, severities: ['LOW'] },
    { max: policy.unrated, severities: undefined },
  ];
}

const ratedSeverities = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'INFORMATIONAL'];

/** Every severity without a name here is unrated: UNDEFINED, UNTRIAGED, and any that AWS adds. */
function countOf(counts: Readonly<Record<string, number>>, severities: readonly string[] | undefined): number {
  return Object.entries(counts)
    .filter(([severity]) => (severities ? severities.includes(severity) : !ratedSeverities.includes(severity)))
    .reduce((sum, [, number]) => sum + number, 0);
}

function formatCounts(counts: Readonly<Record<string, number>>): string {
  const words = Object.entries(counts)
    .filter(([, number]) => number > 0)
    .map(([severity, number]) => `${number} ${severity.toLowerCase()}`);
  return words.length > 0 ? words.join(', ') : 'no findings';
}

function formatPolicy({ maxAgeHours, ...limits }: ScanPolicy): string {
  const words = Object.entries(limits).flatMap(([severity, max]) => (max === undefined ? [] : [`${max} ${severity}`]));
  return `at most ${words.join(', ')}, scanned within ${maxAgeHours} h`;
}
