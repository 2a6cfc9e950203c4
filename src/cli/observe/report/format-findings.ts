import { join } from 'node:path';
import { wrap } from '../../terminal/wrap.ts';
import type { Experiment } from '../experiments/experiment.ts';
import { formatCount } from '../experiments/seen.ts';
import type { ExperimentResult } from '../run-experiment.ts';
import { type Observation, switchFindings } from './observation.ts';

const columns = 80;

/** What begins now, and how long it takes where time is real. */
export function formatExperiment({ name, title, minutes }: Experiment, { local = false }: { local?: boolean }): string {
  const text = `${name}: ${title}${local ? '' : `; about ${minutes} min`}`;
  return `${wrap(text, columns).join('\n')}\n`;
}

/** The switches that an experiment has decided, and those that it could not. */
export function formatResult({ findings, impossible, failed }: ExperimentResult): string {
  const why = failed === undefined ? impossible : `failed, ${failed}`;
  if (why !== undefined)
    return wrap(`not observed: ${why}`, columns - 2)
      .map((line) => `  ${line}\n`)
      .join('');
  const lines = findings.flatMap((finding) => {
    if (!('switch' in finding)) return [];
    if ('value' in finding) return [`  ${finding.switch} = ${finding.value}\n`];
    return wrap(`${finding.switch}: not observed, ${finding.unobserved}`, columns - 4).map((line) => `  ${line}\n`);
  });
  const facts = findings.filter((finding) => 'question' in finding).length;
  return [...lines, ...(facts > 0 ? [`  ${formatCount(facts, 'other fact')}: see the report\n`] : [])].join('');
}

/** The end of the output: how much was observed, and where it is. */
export function formatFindings(observation: Observation, folder: string): string {
  const findings = switchFindings(observation);
  const found = findings.filter((finding) => 'value' in finding);
  return `
${found.length} of ${findings.length} switches observed.
  report   ${join(folder, 'report.md')}
  data     ${join(folder, 'report.json')}
  profile  ${join(folder, 'profile.json')}
`;
}
