import { existsSync } from 'node:fs';
import { readTextFile } from '../attach/file/read-hooks-file.ts';
import { readDirectory } from '../attach/read-directory.ts';
import { awsClients } from '../aws/aws-clients.ts';
import type { AwsFlags } from '../aws/aws-command.ts';
import { type ExitCode, printJson } from '../aws/run-action.ts';
import { readServiceRef, type ServiceRef } from '../aws/service-ref.ts';
import { CliError } from '../command/cli-error.ts';
import { screenOn } from '../terminal/screen.ts';
import { withProgress } from '../terminal/with-progress.ts';
import { wrap } from '../terminal/wrap.ts';
import { type FileForm, lintText } from './lint-file.ts';
import { lintService } from './lint-service.ts';
import type { Linted } from './linted.ts';
import { renderLinted, sortFindings, summaryOf } from './render-linted.ts';

export type LintFlags = AwsFlags & { as?: FileForm; strict?: true };

/**
 * The action of `greenlight lint`.
 *
 * @param namesStack - whether a file is to be checked against a stack as well
 */
export async function runLint(what: string, flags: LintFlags, namesStack: boolean): Promise<ExitCode> {
  const ref = refOf(what, flags);
  const linted = ref ? await lintDeployed(ref, flags) : await lintFile(what, flags, namesStack);
  if (linted.checked === 0 && linted.findings.length === 0 && linted.notChecked.length > 0) {
    throw new CliError(`nothing of ${what} could be checked: ${linted.notChecked[0]?.why}`);
  }
  tell(what, linted, flags);
  const { errors, warnings } = summaryOf(linted);
  return errors > 0 || (flags.strict === true && warnings > 0) ? 1 : 0;
}

type Subject = Linted & { form: FileForm | 'service' };

/** A file that exists is a file, even with the name of a service. */
function refOf(what: string, { as }: LintFlags): ServiceRef | undefined {
  if (as !== undefined || existsSync(what) || /\.(json|ya?ml)$/i.test(what)) return undefined;
  try {
    return readServiceRef(what);
  } catch (cause) {
    throw new CliError(`"${what}" is neither a file nor a service`, {
      next: 'write the path of a file, or <cluster>/<service>, such as prod-cluster/retail-ui',
      cause,
    });
  }
}

async function lintDeployed(ref: ServiceRef, flags: LintFlags): Promise<Subject> {
  const clients = await awsClients(flags);
  const linted = withProgress(`reading ${ref.cluster}/${ref.service}`, lintService(clients, ref, flags.stack));
  return { ...(await linted), form: 'service' };
}

async function lintFile(path: string, flags: LintFlags, namesStack: boolean): Promise<Subject> {
  const text = readTextFile(path, 'write the path of a file, or <cluster>/<service>');
  const stack = namesStack
    ? await withProgress(`reading stack ${flags.stack}`, readDirectory(await awsClients(flags), flags.stack))
    : undefined;
  return lintText(text, path, { as: flags.as, stack });
}

function tell(what: string, linted: Subject, { output }: LintFlags): void {
  if (output === 'json') {
    const { form, findings, notChecked } = linted;
    printJson({ subject: what, form, summary: summaryOf(linted), findings: sortFindings(findings), notChecked });
    return;
  }
  const { stdout } = process;
  const { colour, isTerminal, columns } = screenOn(stdout, () => {});
  // Editors and CI read one line for each finding.
  const lines = renderLinted(what, linted, colour).flatMap((line) => (isTerminal ? hang(line, columns) : line));
  stdout.write(`${lines.join('\n')}\n`);
}

function hang(line: string, columns: number): readonly string[] {
  return wrap(line, columns - 2).map((part, at) => (at === 0 ? part : `  ${part}`));
}
