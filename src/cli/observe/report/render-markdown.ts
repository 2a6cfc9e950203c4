import type { SwitchFinding } from '../experiments/experiment.ts';
import { experiments } from '../experiments/experiments.ts';
import { factsIn, type Observation, switchFindings } from './observation.ts';
import { switchQuestions } from './switch-questions.ts';

/** The report for people: what was observed with its evidence, and what was not with the reason. It names nothing of the account. */
export function renderObservation(observation: Observation): string {
  const findings = switchFindings(observation);
  const found = findings.filter((finding) => 'value' in finding);
  const missing = findings.filter((finding) => !('value' in finding));
  const where = observation.observedOn === 'aws' ? 'Amazon ECS' : "Greenlight's own controller";
  return [
    `# What ${where} does`,
    `Observed on ${observation.observedAt} by \`greenlight observe\` ${observation.version}: ${found.length} of ${findings.length} switches. The recordings behind this page are in report.json.`,
    '## Switches',
    '`profile.json` has these values for `greenlight simulate --profile`, `demo --profile` and `dev --profile`.',
    table(
      ['switch', 'question', 'observed', 'evidence'],
      found.map((finding) => [
        `\`${finding.switch}\``,
        switchQuestions[finding.switch],
        `\`${'value' in finding ? finding.value : ''}\``,
        finding.evidence.join('; '),
      ]),
    ),
    '## Other facts',
    table(
      ['question', 'observed', 'evidence'],
      factsIn(observation).map(({ question, answer, evidence }) => [question, answer, evidence.join('; ')]),
    ),
    '## Not observed',
    table(['question', 'reason'], [...missing.map(formatMissing), ...withoutSwitches(observation), ...beyondReach]),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n');
}

function formatMissing(finding: SwitchFinding): readonly string[] {
  const reason = 'unobserved' in finding ? finding.unobserved : '';
  const seen = finding.evidence.length > 0 ? ` (${finding.evidence.join('; ')})` : '';
  return [`\`${finding.switch}\`: ${switchQuestions[finding.switch]}`, `${reason}${seen}`];
}

/** Experiments that failed, and those that could not be run here and decide no switch; the switches of the others are already in the table. */
function withoutSwitches({ experiments: results }: Observation): readonly (readonly string[])[] {
  return results.flatMap(({ name, findings, impossible, failed }) => {
    const why = failed === undefined ? impossible : `the experiment failed: ${failed}`;
    const title = experiments.find((each) => each.name === name)?.title ?? name;
    return why === undefined || (failed === undefined && findings.length > 0) ? [] : [[`\`${name}\`: ${title}`, why]];
  });
}

/** Open questions that need another account, another tool or another load balancer than this experiment has. */
const beyondReach: readonly (readonly string[])[] = [
  [
    'Does ECS call a function of another account that allows it?',
    'that takes a second account; the experiment names one that its role may not call',
  ],
];

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return 'None.';
  const line = (cells: readonly string[]) => `| ${cells.map(cellOf).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function cellOf(cell: string): string {
  return cell.replaceAll('|', '\\|').replaceAll('<', '&lt;').replace(/\s+/g, ' ');
}
