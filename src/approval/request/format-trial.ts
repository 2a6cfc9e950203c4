import { testTrafficAt } from '../../deployment/test-traffic/test-traffic.ts';
import type { Subject } from './request.ts';

/** How reviewers can try the new version. */
export type SaidTrial =
  /** An address for a browser. */
  | { kind: 'address'; url: string; isProved: boolean; remarks: readonly string[] }
  /** A command for a shell, if no address is certain to show the new version. */
  | { kind: 'command'; command: string; because: string; remarks: readonly string[] }
  /** Nothing. `until` is set if stage or strategy is the reason, no matter what the listener does. */
  | { kind: 'none'; because: string; until?: 'yet' | 'beforehand' };

/**
 * How the new version can be tried, in words for mail, desk and command line alike.
 *
 * @example
 * formatTrial({ ...subject, testUrl: 'https://preview.example/', trial: { source: 'configuration' } })
 * // { kind: 'address', url: 'https://preview.example/', isProved: false, remarks: ["set in the hook's configuration"] }
 */
export function formatTrial(subject: Subject): SaidTrial {
  const { testUrl, trial = {} } = subject;
  const untried = formatUntried(subject);
  if (testUrl !== undefined && isWebAddress(testUrl)) {
    const isProved = trial.source === 'listener';
    return { kind: 'address', url: testUrl, isProved, remarks: [...formatOrigin(subject), ...formatLimits(subject)] };
  }
  if (untried !== undefined) return { kind: 'none', ...untried };
  const because = trial.because ?? 'no test address is known';
  if (trial.command === undefined) return { kind: 'none', because };
  return { kind: 'command', command: trial.command, because, remarks: formatLimits(subject) };
}

/** Where a person can have tried the new version before approving: `on the test listener` only if they were shown how. */
export function formatWhereTried(subject: Subject): 'on the test listener' | 'somewhere' | 'nowhere' {
  const trial = formatTrial(subject);
  if (trial.kind === 'none') return trial.until === undefined ? 'somewhere' : 'nowhere';
  return trial.kind === 'address' && !trial.isProved ? 'somewhere' : 'on the test listener';
}

function formatOrigin({ stage, strategy, trial }: Subject): string[] {
  switch (trial?.source) {
    case 'listener':
      return [];
    case 'configuration':
      return [
        "set in the hook's configuration",
        ...(testTrafficAt(stage, strategy) === 'never' ? ['a rolling deployment has no test listener'] : []),
        ...(testTrafficAt(stage, strategy) === 'not-yet'
          ? [`at ${stage} the test listener does not send it requests yet`]
          : []),
      ];
    case undefined:
      return ['whether it shows the new version was not checked'];
  }
}

function formatLimits({ trial }: Subject): string[] {
  const { internal, remarks = [] } = trial ?? {};
  return [...(internal ? ['its load balancer is internal, so it is reachable only inside its VPC'] : []), ...remarks];
}

function formatUntried({ stage, strategy }: Subject): { until: 'yet' | 'beforehand'; because: string } | undefined {
  switch (testTrafficAt(stage, strategy)) {
    case 'never':
      return { until: 'beforehand', because: 'a rolling deployment has no test listener' };
    case 'not-yet':
      return { until: 'yet', because: `at ${stage} no request reaches it` };
    case 'possible':
      return undefined;
  }
}

/** The configuration allows nothing else, but the object in the bucket may have been edited. */
function isWebAddress(text: string): boolean {
  return /^https?:\/\/\S+$/i.test(text);
}
