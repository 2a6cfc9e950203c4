import type { DoctorReport } from '../../../src/cli/doctor/report/doctor-report.ts';
import type { DeploymentConfigurationInput } from '../../../src/controller/ecs/deployment-configuration.ts';
import { serve } from '../../controller/ecs-api/serve.ts';
import { runningService } from '../../controller/play.ts';
import { motoClientConfig } from '../../helpers/moto.ts';
import { type Run, runCli } from '../run-cli.ts';
import { place, type Setting } from './healthy-setting.ts';

/** `greenlight doctor` as a program of its own. */
export function runDoctor(flags: readonly string[], env: Record<string, string>): Promise<Run> {
  return runCli(['doctor', ...flags], { env });
}

/** Where the program finds the emulator, and as whom. */
export function environmentOf(endpoint: string): Record<string, string> {
  const { region, credentials } = motoClientConfig(endpoint);
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  };
}

/** A running service with these hooks behind the ECS API, until the test is over. Resolves to the API's address. */
export async function serveService(
  setting: Setting,
  configuration: DeploymentConfigurationInput = {},
): Promise<string> {
  const { controller } = await runningService({
    service: { ...place, loadBalancers: setting.loadBalancers },
    configuration: { lifecycleHooks: Object.values(setting.hooks), ...configuration },
  });
  return (await serve({ controllers: [controller] })).endpoint;
}

export const serviceName = `${place.cluster}/${place.service}`;

/** Runs it with `-o json` against moto and this service. */
export async function examineService(
  endpoint: string,
  setting: Setting,
  configuration: DeploymentConfigurationInput = {},
): Promise<{ report: DoctorReport; ran: Run }> {
  const env = { ...environmentOf(endpoint), AWS_ENDPOINT_URL_ECS: await serveService(setting, configuration) };
  const ran = await runDoctor([serviceName, '-o', 'json'], env);
  return { report: JSON.parse(ran.stdout) as DoctorReport, ran };
}
