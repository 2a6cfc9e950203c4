import { targetHealthCheck } from '../../checks/target-health/target-health-check.ts';
import { loadOnce } from '../../hook/load-once.ts';
import { laterEcsReader } from './later-ecs-reader.ts';

const loadTargetHealthReader = loadOnce(async () =>
  (await import('../lazy/policies/aws-target-health-reader.ts')).awsTargetHealthReader(),
);

/** The target health with its readers of AWS. */
export function awsTargetHealthCheck() {
  return targetHealthCheck(
    { read: async (...asked) => (await loadTargetHealthReader()).read(...asked) },
    laterEcsReader,
  );
}
