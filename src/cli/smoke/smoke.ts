import { Argument, Command, Option } from 'commander';
import { runAction } from '../aws/run-action.ts';
import { helpText } from '../command/help-text.ts';
import type { SmokeFlags } from './run-smoke.ts';
import { readSecretFlag, readUrlFlag, readVarFlag } from './smoke-flags.ts';

/** `greenlight smoke`: runs a suite as the smoke hook does, or drafts one from what describes the service already. */
export function smokeCommand(): Command {
  return new Command('smoke')
    .description('Run a smoke suite against any URL, or draft one from OpenAPI, curl or HAR')
    .addArgument(new Argument('[suite]', 'the YAML or JSON document of the suite; - for stdin'))
    .option(
      '--url <[name=]url>',
      "where to send the requests, instead of the suite's baseUrl; with a name if the suite has several; repeatable",
      readUrlFlag,
    )
    .option(
      '--production-url <[name=]url>',
      "where the previous version answers, for requests with compare, instead of the suite's productionUrl; with a name if the suite has several; repeatable",
      readUrlFlag,
    )
    .option('--host <name>', 'the Host header and TLS server name, if it is not that of the URL')
    .option(
      '--var <name=value>',
      'a variable of the suite, or a value of the deployment such as $imageTag=1.4.0; repeatable',
      readVarFlag,
    )
    .option(
      '--secret <name=env:NAME>',
      'take a secret of the suite from an environment variable instead of AWS; repeatable',
      readSecretFlag,
    )
    .option('--region <region>', "the AWS Region of secrets and signatures (default: AWS_REGION, or the profile's)")
    .option('--profile <name>', 'a profile of the AWS CLI (default: AWS_PROFILE)')
    .addOption(
      new Option('-f, --format <format>', 'how to report; junit: XML for pipelines')
        .choices(['text', 'json', 'junit'])
        .default('text'),
    )
    .option('--output <file>', 'write the report or the draft to this file; a run also prints the text to stdout')
    .option('--from <file>', 'draft a suite from OpenAPI 3, a HAR recording, or a file of curl commands')
    .option('--from-curl <command>', 'draft a suite from a curl command, as browsers copy it')
    .addHelpText('after', about)
    .action((suite: string | undefined, flags: SmokeFlags) =>
      runAction('smoke', flags.format === 'json' ? 'json' : 'text', async () => {
        const { runSmoke } = await import('./run-smoke.ts');
        return runSmoke(suite, flags);
      }),
    );
}

const about = helpText({
  notes:
    'Loopback addresses are allowed here, and answers need not prove which version they come from: they come from the URL that you name.',
  exitCodes:
    '0 every request passed, or the draft was written, 1 a request failed or got no answer, 2 the command failed',
  examples: [
    'greenlight smoke checkout.yaml --url https://test.example.com',
    "greenlight smoke checkout.yaml --url http://localhost:8080 --var '$imageTag=1.4.0' --secret token=env:TOKEN",
    'greenlight smoke checkout.yaml --url https://test.example.com --format junit --output smoke.xml',
    'greenlight smoke --from openapi.yaml > checkout.yaml',
    "greenlight smoke --from-curl 'curl https://test.example.com/health'",
  ],
});
