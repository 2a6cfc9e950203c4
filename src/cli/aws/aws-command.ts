import { Command, Option } from 'commander';
import { helpText } from '../command/help-text.ts';

/** As samconfig.toml names it. */
export const defaultStackName = 'greenlight';

/** The flags that all commands that call AWS share. */
export type AwsFlags = {
  /** Default: `AWS_REGION` or the profile's, as in the AWS CLI. */
  region?: string;
  /** A profile of the AWS CLI's files. Default: `AWS_PROFILE`, or the surrounding credentials. */
  profile?: string;
  /** The CloudFormation stack that Greenlight was deployed as. */
  stack: string;
  output: OutputFormat;
};

export type OutputFormat = 'text' | 'json';

/**
 * A command that calls AWS, with the flags that all of them share. `examples` are complete command lines, `exitCodes` explains
 * 0 and 1, and `notes` come before them. `output` and `stack` replace the
 * flags of these names.
 */
export function awsCommand(
  name: string,
  about: {
    description: string;
    exitCodes: string;
    examples: string[];
    notes?: string;
    output?: Option;
    stack?: Option;
  },
): Command {
  return new Command(name)
    .description(about.description)
    .option('--region <region>', "the AWS Region (default: AWS_REGION, or the profile's)")
    .option('--profile <name>', 'a profile of the AWS CLI (default: AWS_PROFILE)')
    .addOption(
      about.stack ?? new Option('--stack <name>', 'the CloudFormation stack of Greenlight').default(defaultStackName),
    )
    .addOption(
      about.output ??
        new Option('-o, --output <format>', 'json: one object on stdout, and nothing else')
          .choices(['text', 'json'])
          .default('text'),
    )
    .addHelpText('after', helpText({ ...about, exitCodes: `${about.exitCodes}, 2 the command failed` }));
}
