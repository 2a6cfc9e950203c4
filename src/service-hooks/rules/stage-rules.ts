import { whetherComparable } from '../../checks/metrics/compare/whether-comparable.ts';
import { stagesWithoutTargets } from '../../checks/target-health/target-health-config.ts';
import { isBeforeShift } from '../../deployment/test-traffic/green-of.ts';
import { testTrafficAt } from '../../deployment/test-traffic/test-traffic.ts';
import { afterTest, moveTo } from './gate-rules.ts';
import { calledStages, eachChecking } from './judge-checks.ts';
import { type ServiceRule, type Shower, unless } from './rule.ts';

const shownBy: readonly Shower[] = ['attach', 'plan', 'doctor'];

/** Checks that refuse the stage or the strategy themselves, but only at their first call. */
export const stageRules = {
  'metrics-incomparable': {
    severity: 'error',
    title: 'a metrics check compares the versions at a stage at which they cannot be compared',
    why: 'one of them has no traffic there, or no longer: the check answers FAILED at its first call, and every deployment rolls back',
    shownBy,
    judge: eachChecking('metrics', ({ compare = [], baseline = 'concurrent' }, check, { strategy }) => {
      if (compare.length === 0) return undefined;
      // Nothing is said about a strategy that is not known, unless it makes no difference.
      const strategies = known.has(strategy) ? [strategy] : [...known];
      const never = calledStages(check, strategy).filter((stage) =>
        strategies.every(
          (each) => whetherComparable({ stage, productionWeight: undefined }, each, baseline).is === 'never',
        ),
      );
      const { where, detailsAt } = check;
      const change = stepped.has(strategy)
        ? `set ${where}.lifecycleStages to ["PRODUCTION_TRAFFIC_SHIFT"]`
        : `set ${detailsAt}.baseline to "before" and ${where}.lifecycleStages to ["POST_PRODUCTION_TRAFFIC_SHIFT"]`;
      const because = known.has(strategy) ? `, and the strategy is ${strategy}` : '';
      const found = `${detailsAt}.baseline is "${baseline}" at ${never.join(', ')}${because}`;
      return unless(never.length > 0 && { found, remedy: { change } }, 'both versions can be compared');
    }),
  },
  'smoke-compares-too-late': {
    severity: 'error',
    title: 'a smoke test compares with the old version when production traffic may have moved',
    why: 'the new version would be compared with itself: the test answers FAILED at its first call, and every deployment rolls back',
    shownBy,
    judge: eachChecking('smoke', ({ requests = [] }, check, { strategy }) => {
      if (!requests.some((request) => (request as { compare?: unknown }).compare !== undefined)) return undefined;
      const late = calledStages(check, strategy).filter((stage) => !isBeforeShift({ stage, productionWeight: 0 }));
      const found = `${check.detailsAt}.requests has "compare" at ${late.join(', ')}`;
      return unless(late.length > 0 && { found, remedy: moveTo(check, afterTest) }, 'production is the old version');
    }),
  },
  'load-too-early': {
    severity: 'error',
    title: 'a load is sent before the new version has the traffic that it is about',
    why: 'no request can reach the new version there: the check answers FAILED at its first call, and every deployment rolls back',
    shownBy,
    judge: eachChecking('load', ({ to, suite }, check, { strategy }) => {
      const isToProduction = to === 'production';
      if (!isToProduction && suite?.baseUrl !== undefined) return undefined;
      const early = calledStages(check, strategy).filter((stage) =>
        isToProduction ? isBeforeShift({ stage, productionWeight: 0 }) : testTrafficAt(stage) !== 'possible',
      );
      const found = `${check.detailsAt}.to is "${to}" at ${early.join(', ')}`;
      const remedy = moveTo(check, isToProduction ? 'PRODUCTION_TRAFFIC_SHIFT' : afterTest);
      return unless(early.length > 0 && { found, remedy }, 'the new version can be reached');
    }),
  },
  'target-health-too-early': {
    severity: 'error',
    title: 'healthy targets of the new version are required before it runs',
    why: 'it has none while the hook waits: the check answers FAILED at its first call, and every deployment rolls back',
    shownBy,
    judge: eachChecking('target-health', (_, check, { strategy }) => {
      const early = calledStages(check, strategy).filter((stage) => stagesWithoutTargets.has(stage));
      const found = `${check.detailsAt} is at ${early.join(', ')}`;
      return unless(early.length > 0 && { found, remedy: moveTo(check, 'POST_SCALE_UP') }, 'the new version runs');
    }),
  },
} as const satisfies Record<string, ServiceRule>;

const stepped: ReadonlySet<string> = new Set(['LINEAR', 'CANARY']);
const known: ReadonlySet<string> = new Set(['BLUE_GREEN', ...stepped]);
