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
import { termsEntries } from '../../../src/checks/terms/apply-terms.ts';
import { kitSchema } from '../../../src/hook/configuration.ts';
import { smokeSources } from './smoke-sources.ts';

/** The keys of one object in `hookDetails`: a heading, what to know first, the schema, and the files with the comments on its keys. */
export type KeysSection = [title: string, text: string, schema: v.GenericSchema, ...sources: string[]];

/** The checks that only a gate runs, by the names that `checks` has for them. */
const checksOfGates: readonly KeysSection[] = [
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

/** All keys of `hookDetails`, in the order of the reference. */
export const keysSections: readonly KeysSection[] = [
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
    'src/checks/terms/apply-terms.ts',
  ],
];
