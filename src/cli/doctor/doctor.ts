import type { Command } from 'commander';
import { awsCommand } from '../aws/aws-command.ts';
import { runAction } from '../aws/run-action.ts';
import type { DoctorFlags } from './run-doctor.ts';

/** `greenlight doctor`: finds what would make deployments fail, or let them through, before they do. */
export function doctorCommand(): Command {
  return awsCommand('doctor', {
    description: "Check the app and a service's hooks for misconfiguration",
    exitCodes: '0 nothing is wrong, 1 errors were found (with --strict warnings too)',
    examples: [
      'greenlight doctor',
      'greenlight doctor prod-cluster/retail-ui',
      'greenlight doctor prod-cluster/retail-ui --strict -o json',
    ],
  })
    .argument('[service]', '<cluster>/<service>, or the ARN of a service; without it only the app is checked')
    .option('-v, --verbose', 'also list what is fine')
    .option('--strict', 'exit with 1 for warnings, too')
    .action((service: string | undefined, flags: DoctorFlags) =>
      runAction('doctor', flags.output, async () => {
        const { runDoctor } = await import('./run-doctor.ts');
        return runDoctor(service, flags);
      }),
    );
}
