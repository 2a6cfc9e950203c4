import { shortArn } from '../../wording/ids.ts';
import type { Mark } from '../drawing/traffic-chart.ts';
import type { HookRun, SimulationProgress } from '../simulation.ts';

/** What happened, for the first lines of a report. */
export type ReportStory = {
  /** Without a full stop. */
  title: string;
  /** Why, and what customers saw, in sentences. */
  details: readonly string[];
  /** The versions. */
  before: string;
  after: string;
  /** What people did; times are seconds since the start, as dates after 1970. */
  marks: readonly Mark[];
  /** Whether a person wanted the rollback, so that it is no failure. */
  isAsked: boolean;
  /** Whether people were asked when it ended. */
  isAsking: boolean;
};

type Told = Pick<SimulationProgress, 'status' | 'serviceArn' | 'hooks' | 'sourceRevisionArn' | 'targetRevisionArn'>;

/** As far as ECS and the hooks say it. */
export function storyOf({ status, serviceArn, hooks, sourceRevisionArn, targetRevisionArn }: Told): ReportStory {
  const service = serviceArn.split('/').at(-1) ?? '';
  const culprit = hooks.find((run) => run.status === 'FAILED' || run.status === 'TIMED_OUT');
  return {
    title: `${service} ${titles[status] ?? 'was not deployed'}`,
    details: status === 'SUCCESSFUL' || culprit === undefined ? [] : [formatCulprit(culprit)],
    before: sourceRevisionArn === null ? 'nothing' : shortArn(sourceRevisionArn),
    after: shortArn(targetRevisionArn),
    ...{ marks: [], isAsked: false, isAsking: false },
  };
}

const titles: Partial<Record<SimulationProgress['status'], string>> = {
  SUCCESSFUL: 'was deployed',
  ROLLBACK_SUCCESSFUL: 'rolled back',
  ROLLBACK_FAILED: 'could not roll back',
};

function formatCulprit({ name, stage, status, reason }: HookRun): string {
  const what = status === 'TIMED_OUT' ? 'took too long' : 'failed';
  return `${name} ${what} at ${stage}${reason === null ? '' : `: ${reason}`}${reason?.endsWith('.') ? '' : '.'}`;
}
