import { Command, InvalidArgumentError, Option } from 'commander';
import { runAction } from '../../aws/run-action.ts';
import { helpText } from '../../command/help-text.ts';

/** What a check can start from, with what it does: one folder each in `examples/starter/checks`. */
export const checkTemplates = {
  http: 'asks an endpoint of the new version whether it is ready',
  metrics: 'watches a CloudWatch metric of the new version',
  queue: 'waits until the new version has caught up with its SQS queue',
  migration: 'migrates the database before the new version starts',
  load: 'sends load to the new version, with thresholds as in k6',
  slack: 'asks people in a channel of Slack',
  signature: 'requires images that cosign has signed with your key',
} as const;

/** `greenlight init check`: writes a check of a team's own, which works, with its test. */
export function initCheckCommand(): Command {
  const templates = Object.entries(checkTemplates).map(([name, about]) => `  ${name.padEnd(10)} ${about}`);
  return new Command('check')
    .description('Write your own check, with its test, its build and templates to deploy it')
    .argument('<name>', 'names the check, its folder and its function: shop-health', readName)
    .addOption(
      new Option('--template <name>', 'the template to start from')
        .choices(Object.keys(checkTemplates))
        .default('http' satisfies keyof typeof checkTemplates),
    )
    .option('--folder <folder>', 'the project that it becomes part of; created if it does not exist', '.')
    .addHelpText('after', `\nTemplates:\n${templates.join('\n')}`)
    .addHelpText(
      'after',
      helpText({
        notes:
          'It writes checks/<name> with the check, its test, an event of ECS, a fake to simulate it with, and templates for SAM and CDK, and a package.json, a tsconfig.json and a build.ts if the project has none. It changes no file that exists, and asks AWS nothing.',
        exitCodes: '0 the check was written, 2 nothing was written',
        examples: [
          'greenlight init check shop-health',
          'greenlight init check schema --template migration --folder deploy',
        ],
      }),
    )
    .action((name: string, { template, folder }: { template: keyof typeof checkTemplates; folder: string }) =>
      runAction('init check', 'text', async () => {
        const { runInitCheck } = await import('./run-init-check.ts');
        return runInitCheck(name, { template, about: checkTemplates[template], folder });
      }),
    );
}

/** The name of a folder, of a function in AWS and, in CamelCase, of a resource in a template. */
function readName(text: string): string {
  if (/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(text) && text.length <= 40) return text;
  throw new InvalidArgumentError(
    'write up to 40 lower-case letters and digits that begin with a letter, with single hyphens between words: shop-health',
  );
}
