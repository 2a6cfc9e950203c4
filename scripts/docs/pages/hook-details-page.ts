import * as v from 'valibot';
import { alarmsConfigSchema } from '../../../src/checks/alarms/alarms-config.ts';
import { approvalConfigSchema } from '../../../src/checks/approval/approval-config.ts';
import { browserConfigSchema } from '../../../src/checks/browser/browser-config.ts';
import { changeWindowConfigSchema } from '../../../src/checks/change-window/change-window-config.ts';
import { httpGateConfigSchema } from '../../../src/checks/http-gate/http-gate-config.ts';
import { imagePolicyConfigSchema } from '../../../src/checks/image-policy/image-policy-config.ts';
import { loadConfigSchema } from '../../../src/checks/load/load-config.ts';
import { comparisonObjectSchema } from '../../../src/checks/metrics/config/comparison-config.ts';
import { conditionSchema } from '../../../src/checks/metrics/config/condition-config.ts';
import { metricsConfigSchema } from '../../../src/checks/metrics/config/metrics-config.ts';
import { revisionDiffConfigSchema } from '../../../src/checks/revision-diff/revision-diff-config.ts';
import { expectSchema } from '../../../src/checks/smoke/config/expect-config.ts';
import { requestSchema } from '../../../src/checks/smoke/config/request-config.ts';
import { smokeConfigSchema } from '../../../src/checks/smoke/config/smoke-config.ts';
import { suiteKeySchema } from '../../../src/checks/smoke/suite/suite-config.ts';
import { targetHealthConfigSchema } from '../../../src/checks/target-health/target-health-config.ts';
import { termsEntries } from '../../../src/checks/terms/terms.ts';
import { kitSchema } from '../../../src/hook/configuration.ts';
import { formatIssues } from '../../../src/wording/values.ts';
import { code, fence, table } from '../markdown.ts';
import { describeKeys } from './describe-schema.ts';
import { keyComments } from './key-comments.ts';
import { smokeSources } from './smoke-sources.ts';

type Section = [title: string, text: string, schema: v.GenericSchema, ...sources: string[]];

/** The checks that only a gate runs, by the names that `checks` has for them. */
const checksOfGates: readonly Section[] = [
  ['Metrics', inGate('metrics', 'metrics'), metricsConfigSchema, 'src/checks/metrics/config/metrics-config.ts'],
  ['Metrics: a condition', '', conditionSchema, 'src/checks/metrics/config/condition-config.ts'],
  [
    'Metrics: a comparison',
    'An entry of `compare` is the name of a preset, or an object with these keys.',
    comparisonObjectSchema,
    'src/checks/metrics/config/comparison-config.ts',
  ],
  ['Load', inGate('load', 'load'), loadConfigSchema, 'src/checks/load/load-config.ts', ...smokeSources],
  ['HTTP gate', inGate('http-gate', 'http-gate'), httpGateConfigSchema, 'src/checks/http-gate/http-gate-config.ts'],
  [
    'Change window',
    inGate('change-window', 'change-windows'),
    changeWindowConfigSchema,
    'src/checks/change-window/change-window-config.ts',
  ],
  [
    'Image policy',
    inGate('image-policy', 'image-policy'),
    imagePolicyConfigSchema,
    'src/checks/image-policy/image-policy-config.ts',
  ],
  [
    'Revision diff',
    inGate('revision-diff', 'revision-diff'),
    revisionDiffConfigSchema,
    'src/checks/revision-diff/revision-diff-config.ts',
  ],
  [
    'Target health',
    inGate('target-health', 'target-health'),
    targetHealthConfigSchema,
    'src/checks/target-health/target-health-config.ts',
  ],
];

function inGate(name: string, guide: string): string {
  return `The keys of \`${name}\` in the \`checks\` of a gate. [The guide](../guides/${guide}.md) has examples.`;
}

/** `hookDetails` of each hook, from the schemas that the hooks validate with. */
export function hookDetailsPage(): string {
  const sections: Section[] = [
    [
      'Every hook',
      'These keys belong to the kit, so your own hooks have them too.',
      kitSchema,
      'src/hook/configuration.ts',
    ],
    [
      'Approval',
      '[The guide](../guides/approval-rules.md) has a configuration for each need.',
      approvalConfigSchema,
      'src/checks/approval/*-config.ts',
    ],
    [
      'Smoke',
      'A request in `requests` is a path, or an object with the keys of the next table.',
      smokeConfigSchema,
      'src/checks/smoke/config/smoke-config.ts',
      ...smokeSources,
    ],
    [
      'Smoke: a suite in a document',
      'All other keys of the smoke test may be in the document that this one names: see [suites](../guides/smoke-suites.md).',
      suiteKeySchema,
      'src/checks/smoke/suite/suite-config.ts',
    ],
    ['Smoke: a request', '', requestSchema, ...smokeSources],
    [
      'Smoke: what is expected',
      'The keys of `expect`. [The guide](../guides/smoke.md#what-is-expected) has the predicates.',
      expectSchema,
      'src/checks/smoke/expect/expectation.ts',
    ],
    ['Alarms', '', alarmsConfigSchema, 'src/checks/alarms/*-config.ts'],
    ...checksOfGates,
    [
      'Browser',
      'The keys of the [browser hook](../guides/browser.md), which has a stack of its own.',
      browserConfigSchema,
      'src/checks/browser/browser-config.ts',
      ...smokeSources,
    ],
    [
      'Every automated check',
      'All checks but approvals take these keys in addition, in their own hook and in a gate. [The guide](../guides/gate-hook.md) explains them, and the `checks` and `ask` of a gate.',
      v.object(termsEntries),
      'src/checks/terms/terms.ts',
    ],
  ];
  return `# hookDetails

What each hook accepts in \`hookDetails\`, generated from the schemas that the hooks themselves validate with: defaults, limits and messages cannot differ
from the code. An unknown key or a wrong value fails the gate at its first call. The hook's log has the path of the field, its value and what is expected.

${sections.map(([title, text, schema, ...sources]) => section(title, text, schema, sources)).join('\n\n')}

## What a wrong value looks like

${fence('', wrongValue())}
`;
}

function section(title: string, text: string, schema: v.GenericSchema, sources: readonly string[]): string {
  const comment = keyComments(...sources);
  const keys = describeKeys(schema);
  const rows = keys.map(({ name, kind, isRequired, defaultValue, bounds }) => [
    code(name),
    kind === 'one of' ? bounds : [kind, bounds].filter(Boolean).join(', '),
    isRequired
      ? 'required'
      : defaultValue === undefined || defaultValue === '[]' || defaultValue === '{}'
        ? 'none'
        : code(defaultValue),
    comment(name),
  ]);
  const expects = keys.flatMap(({ name, expects }) => expects.map((message) => `- ${code(name)}: ${message}`));
  return [
    `## ${title}`,
    text,
    table(['key', 'takes', 'default', 'meaning'], rows),
    expects.length > 0 ? `The hook's messages about wrong values:\n\n${expects.join('\n')}` : '',
  ]
    .filter(Boolean)
    .join('\n\n');
}

function wrongValue(): string {
  const { issues } = v.safeParse(approvalConfigSchema, { deadlineMinutes: 2000, reviewer: 'ana@example.com' });
  return formatIssues(issues ?? [], 'hookDetails');
}
