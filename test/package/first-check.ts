import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cdkPackages } from '../../scripts/package/cdk-packages.ts';

type Run = (cwd: string, command: string, ...flags: readonly string[]) => Promise<{ stdout: string }>;

export type FirstCheck = {
  /** From the first command to the last. */
  seconds: number;
  /** What `npm test` prints, and each simulation. */
  tests: string;
  simulated: readonly string[];
  /** The lifecycle hooks of the service in the stack that was synthesized. */
  hooks: unknown;
};

/** One without and one with a client of the AWS SDK: each takes seconds to install and to simulate. */
const templates = ['http', 'queue'];

/** For `npm install`, where the installation itself is not what is tested. */
export const quietly = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'];

/**
 * What somebody does with the package and npm alone, after installing it in an empty folder: has checks written, types in what the command asks for,
 * tests, simulates, builds, and attaches the first check to a service in a CDK app.
 */
export async function firstCheck(folder: string, run: Run): Promise<FirstCheck> {
  const started = performance.now();
  for (const template of templates) {
    const { stdout } = await run(
      folder,
      'npx',
      'greenlight',
      'init',
      'check',
      `try-${template}`,
      '--template',
      template,
    );
    // One installation at the end is enough.
    for (const line of printedCommands(stdout))
      await run(folder, 'sh', '-c', line.replace('install', 'install --package-lock-only --prefer-offline'));
  }
  await run(folder, 'npm', 'install', ...quietly);

  const tests = (await run(folder, 'npm', 'test')).stdout;
  const simulated: string[] = [];
  for (const template of templates) {
    simulated.push((await run(folder, 'npm', 'run', `simulate:try-${template}`)).stdout);
  }
  await run(folder, 'npm', 'run', 'build');
  const hooks = await synthesize(folder, run);
  return { seconds: (performance.now() - started) / 1000, tests, simulated, hooks };
}

/** The npm commands in what `init check` prints, with their continuations. */
function printedCommands(output: string): string[] {
  return output.replaceAll('\\\n', '').match(/^ {2}npm (?:pkg|install) .*$/gm) ?? [];
}

const app = `
import { App, Stack } from 'aws-cdk-lib';
import { Cluster, ContainerImage, DeploymentStrategy, FargateService, FargateTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { TryHttpHook } from './checks/try-http/cdk.ts';
import details from './checks/try-http/hook-details.json' with { type: 'json' };

const stack = new Stack(new App({ outdir: 'cdk.out', builtinCloudFormationValidation: false }), 'Shop');
const taskDefinition = new FargateTaskDefinition(stack, 'Task');
taskDefinition.addContainer('app', { image: ContainerImage.fromRegistry('shop:1') });
const service = new FargateService(stack, 'Service', {
  cluster: new Cluster(stack, 'Cluster'),
  taskDefinition,
  deploymentStrategy: DeploymentStrategy.BLUE_GREEN,
});
service.addLifecycleHook(new TryHttpHook(stack, 'Check', { defaults: details }).target);
stack.node.root.synth();
`;

/** AWS CDK takes 200 MB, so it is not installed again. */
async function synthesize(folder: string, run: Run): Promise<unknown> {
  const packages = join(await cdkPackages(), 'node_modules');
  for (const name of ['aws-cdk-lib', 'constructs'])
    symlinkSync(join(packages, name), join(folder, 'node_modules', name));
  writeFileSync(join(folder, 'app.ts'), app);
  await run(folder, 'node', 'app.ts');
  const { Resources: resources } = JSON.parse(readFileSync(join(folder, 'cdk.out/Shop.template.json'), 'utf8'));
  const service = Object.values<{ Type: string; Properties: Record<string, Record<string, unknown>> }>(resources).find(
    ({ Type }) => Type === 'AWS::ECS::Service',
  );
  return service?.Properties['DeploymentConfiguration']?.['LifecycleHooks'];
}
