import { defaultSwitches } from '../../../controller/switches.ts';
import type { ObservedFinding, SwitchFinding } from '../experiments/experiment.ts';
import { experimentGroups, experiments } from '../experiments/experiments.ts';
import { factsIn, type Observation, switchFindings } from './observation.ts';
import { switchQuestions } from './switch-questions.ts';

/**
 * The report for people: first what differs from the assumptions of the simulation, then what was observed with its evidence, by what was asked, and
 * what was not with the reason. It names nothing of the account.
 */
export function renderObservation(observation: Observation): string {
  const findings = switchFindings(observation);
  const found = findings.filter(isObserved);
  const missing = findings.filter((finding) => !isObserved(finding));
  const surprising = found.filter(isSurprising);
  const where = observation.observedOn === 'aws' ? 'Amazon ECS' : "Greenlight's own controller";
  return [
    `# What ${where} does`,
    `Observed on ${observation.observedAt} by \`greenlight observe\` ${observation.version}: ${found.length} of ${findings.length} switches, of which ${surprising.length} differ from what Greenlight assumes. The recordings behind this page are in report.json, and the values of the switches in profile.json, for \`greenlight simulate --profile\`, \`demo --profile\` and \`dev --profile\`.`,
    '## Different from what Greenlight assumes',
    table(
      ['question', 'observed', 'assumed'],
      surprising.map((finding) => [
        `\`${finding.switch}\`: ${switchQuestions[finding.switch]}`,
        `\`${finding.value}\``,
        `\`${defaultSwitches[finding.switch]}\``,
      ]),
    ),
    ...experimentGroups.flatMap((group) => renderGroup(group, observation, new Set(found))),
    '## Not observed',
    table(['question', 'reason'], [...missing.map(formatMissing), ...withoutSwitches(observation), ...beyondReach]),
  ]
    .join('\n\n')
    .concat('\n');
}

type ObservedSwitch = Extract<SwitchFinding, { value: unknown }>;

function isObserved(finding: SwitchFinding): finding is ObservedSwitch {
  return 'value' in finding;
}

function isSurprising(finding: ObservedSwitch): boolean {
  return finding.value !== defaultSwitches[finding.switch];
}

/** What its experiments have found: what differs from the assumptions first, and facts that no switch stands for last. */
function renderGroup(
  { about, experiments: group }: (typeof experimentGroups)[number],
  observation: Observation,
  found: ReadonlySet<ObservedFinding>,
): readonly string[] {
  const names = new Set(group.map(({ name }) => name));
  const own = observation.experiments.filter(({ name }) => names.has(name));
  const switches = own.flatMap(({ findings }) =>
    findings.filter((finding): finding is ObservedSwitch => 'switch' in finding && found.has(finding)),
  );
  const [surprising, assumed] = [switches.filter(isSurprising), switches.filter((each) => !isSurprising(each))];
  const entries = [
    ...[...surprising, ...assumed].map(formatSwitch),
    ...factsIn({ experiments: own }).map(({ question, answer, evidence }) => formatEntry(question, answer, evidence)),
  ];
  return entries.length === 0 ? [] : [`## ${about}`, entries.join('\n')];
}

function formatSwitch(finding: ObservedSwitch): string {
  const assumed = isSurprising(finding) ? `not \`${defaultSwitches[finding.switch]}\` as assumed` : 'as assumed';
  const answer = `\`${finding.value}\`, ${assumed} (\`${finding.switch}\`)`;
  return formatEntry(switchQuestions[finding.switch], answer, finding.evidence);
}

function formatEntry(question: string, answer: string, evidence: readonly string[]): string {
  return [`- **${lineOf(question)}** ${lineOf(answer)}`, ...evidence.map((each) => `  - ${lineOf(each)}`)].join('\n');
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
  return lineOf(cell).replaceAll('|', '\\|');
}

function lineOf(text: string): string {
  return text.replaceAll('<', '&lt;').replace(/\s+/g, ' ');
}
