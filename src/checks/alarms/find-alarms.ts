import type { EcsReader } from '../../deployment/ecs.ts';
import type { Target } from '../../hook/target.ts';
import type { Verdict } from '../../hook/verdict.ts';
import { formatError } from '../../wording/values.ts';
import type { AlarmsConfig } from './alarms-config.ts';

/** The alarms to read, or the verdict if there are none. */
type FoundAlarms = { names: readonly string[] } | { verdict: Verdict };

/** The configured alarms; if there are none, those in the deployment's own `deploymentConfiguration.alarms`. Never rejects. */
export async function findAlarms(
  { alarms }: Pick<AlarmsConfig, 'alarms'>,
  { deploymentArn }: Pick<Target, 'deploymentArn'>,
  ecs: Pick<EcsReader, 'describeServiceDeployment'> | undefined,
  signal: AbortSignal,
): Promise<FoundAlarms> {
  if (alarms !== undefined) return { names: alarms };
  if (ecs === undefined || deploymentArn === undefined) {
    return none('the event names no service deployment that could have some');
  }
  try {
    const deployment = await ecs.describeServiceDeployment(deploymentArn, signal);
    if (deployment === undefined) throw new Error('ECS does not know the service deployment');
    const { alarmNames, enable } = deployment.deploymentConfiguration?.alarms ?? {};
    const names = [...new Set(alarmNames)];
    if (names.length === 0) return none('the deployment has none of its own');
    return enable === false ? none('those of the deployment are switched off ("enable": false)') : { names };
  } catch (cause) {
    const reason = `the alarms of the deployment could not be read: ${formatError(cause)}`;
    return { verdict: { kind: 'error', reason, cause } };
  }
}

function none(because: string): FoundAlarms {
  const remedy = 'name them there, such as ["shop-5xx"], or in deploymentConfiguration.alarms of the service';
  return { verdict: { kind: 'fail', reason: `hookDetails.alarms names no alarms, and ${because}: ${remedy}` } };
}
