import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { DoctorReport } from '../../../src/cli/doctor/report.ts';
import type { DeploymentConfigurationInput } from '../../../src/controller/configuration.ts';
import { runningService } from '../../controller/play.ts';
import { serve } from '../../controller/wire/ecs/serve.ts';
import { motoClientConfig } from '../../helpers/moto.ts';
import { place, type Setting } from './healthy-setting.ts';

const program = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url));

export type Ran = { code: number | null; stdout: string; stderr: string };

/** `greenlight doctor` as a program of its own; of the environment it gets what is given and nothing else. */
export async function runDoctor(flags: readonly string[], env: Record<string, string>): Promise<Ran> {
  const child = spawn(process.execPath, [program, 'doctor', ...flags], {
    env: { PATH: process.env['PATH'] ?? '', AWS_EC2_METADATA_DISABLED: 'true', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
    });
  }
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...output };
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
): Promise<{ report: DoctorReport; ran: Ran }> {
  const env = { ...environmentOf(endpoint), AWS_ENDPOINT_URL_ECS: await serveService(setting, configuration) };
  const ran = await runDoctor([serviceName, '-o', 'json'], env);
  return { report: JSON.parse(ran.stdout) as DoctorReport, ran };
}
