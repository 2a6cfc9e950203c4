import { basename } from 'node:path';
import { httpProbe } from '../../checks/smoke/probe/http-probe.ts';
import { smokeCheck } from '../../checks/smoke/smoke-check.ts';
import { type ExitCode, printJson } from '../aws/run-action.ts';
import { CliError } from '../command/cli-error.ts';
import { refuseUnwritable, writeOutput } from '../command/write-output.ts';
import { withProgress } from '../terminal/with-progress.ts';
import { awsCaller } from './aws-caller.ts';
import { valuesFromFlags } from './deployment-values.ts';
import { playSuite, targetWithout } from './play-suite.ts';
import { readSuite, type SuiteFlags } from './read-suite.ts';
import { renderJunit } from './render-junit.ts';
import { renderSmoke } from './render-smoke.ts';
import { secretsFromFlags } from './secret-values.ts';
import { reportOfRun, type SmokeReport } from './smoke-report.ts';

export type SmokeFlags = SuiteFlags & {
  region?: string;
  profile?: string;
  format: 'text' | 'json' | 'junit';
  output?: string;
  from?: string;
  fromCurl?: string;
};

/** The action of `greenlight smoke`. */
export async function runSmoke(suite: string | undefined, flags: SmokeFlags): Promise<ExitCode> {
  if (flags.from !== undefined || flags.fromCurl !== undefined) return draft(suite, flags);
  if (suite === undefined) {
    throw new CliError('which suite?', { next: 'greenlight smoke suite.yaml --url https://test.example.com' });
  }
  if (flags.output !== undefined) refuseUnwritable(flags.output);
  const check = smokeCheck({
    probe: httpProbe({ allowLoopback: true }),
    discover: async () => ({
      found: false,
      looked: true,
      reason: 'here there is no deployment; name a URL with --url',
    }),
    trustsBaseUrl: true,
    readValues: valuesFromFlags(flags.var ?? {}),
    readSecrets: secretsFromFlags(flags.secret ?? {}, process.env),
    ...awsCaller(flags),
  });
  const config = await readSuite(suite, flags, check);
  const startedAt = new Date();
  const verdict = await withProgress(`running ${suite}`, playSuite(check, targetWithout(), config));
  const report = reportOfRun(verdict, { suite: basename(suite), url: config.baseUrl, startedAt, endedAt: new Date() });
  print(report, flags);
  return report.outcome === 'passed' ? 0 : 1;
}

async function draft(suite: string | undefined, flags: SmokeFlags): Promise<ExitCode> {
  if (suite !== undefined || (flags.from !== undefined && flags.fromCurl !== undefined)) {
    throw new CliError('a draft has no suite, and one source', { next: 'greenlight smoke --from openapi.yaml' });
  }
  refuseUnused(flags);
  const { runDraft } = await import('./draft/run-draft.ts');
  runDraft(flags);
  return 0;
}

/** A draft is made of its source alone. */
function refuseUnused(flags: SmokeFlags): void {
  const names = ['url', 'productionUrl', 'host', 'var', 'secret', 'region', 'profile'] as const;
  const unused = flags.format === 'text' ? names.find((name) => flags[name] !== undefined) : 'format';
  if (unused === undefined) return;
  const flag = unused.replace('U', '-u');
  throw new CliError(`--${flag} has no effect on a draft`, { next: `leave out --${flag}` });
}

function print(report: SmokeReport, { format, output }: SmokeFlags): void {
  if (output !== undefined) writeOutput(output, formatReport(report, format));
  if (output !== undefined || format === 'text') process.stdout.write(formatText(report));
  else if (format === 'json') printJson(report);
  else process.stdout.write(renderJunit(report));
}

function formatReport(report: SmokeReport, format: SmokeFlags['format']): string {
  if (format === 'junit') return renderJunit(report);
  return format === 'json' ? `${JSON.stringify(report, null, 2)}\n` : formatText(report, false);
}

function formatText(report: SmokeReport, isForPeople = true): string {
  const { isTTY = false, columns = 80 } = process.stdout;
  const colour = isForPeople && isTTY && process.stdout.hasColors();
  return `${renderSmoke(report, { colour, columns: Math.max(60, columns) }).join('\n')}\n`;
}
