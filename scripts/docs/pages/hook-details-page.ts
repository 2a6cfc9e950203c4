import * as v from 'valibot';
import { alarmsConfigSchema } from '../../../src/checks/alarms/alarms-config.ts';
import { approvalConfigSchema } from '../../../src/checks/approval/approval-config.ts';
import { expectSchema } from '../../../src/checks/smoke/config/expect-config.ts';
import { requestSchema } from '../../../src/checks/smoke/config/request-config.ts';
import { smokeConfigSchema } from '../../../src/checks/smoke/config/smoke-config.ts';
import { suiteKeySchema } from '../../../src/checks/smoke/suite/suite-config.ts';
import { termsEntries } from '../../../src/checks/terms/terms.ts';
import { kitSchema } from '../../../src/hook/configuration.ts';
import { formatIssues } from '../../../src/wording/values.ts';
import { code, fence, table } from '../markdown.ts';
import { describeKeys } from './describe-schema.ts';
import { keyComments } from './key-comments.ts';
import { smokeSources } from './smoke-sources.ts';

/** `hookDetails` of each hook, from the schemas that the hooks validate with. */
export function hookDetailsPage(): string {
  const sections: [title: string, text: string, schema: v.GenericSchema, ...sources: string[]][] = [
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
    [
      'Every automated check',
      'Smoke tests and alarm checks take these keys in addition, in their own hook and in a gate. [The guide](../guides/gate-hook.md) explains them, and the `checks` and `ask` of a gate.',
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
