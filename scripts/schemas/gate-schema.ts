import * as v from 'valibot';
import { alarmsConfigSchema } from '../../src/checks/alarms/alarms-config.ts';
import { approvalConfigSchema } from '../../src/checks/approval/approval-config.ts';
import { changeWindowConfigSchema } from '../../src/checks/change-window/change-window-config.ts';
import { maxChecks } from '../../src/checks/gate/gate-config.ts';
import { combinators } from '../../src/checks/gate/gate-node.ts';
import { httpGateConfigSchema } from '../../src/checks/http-gate/http-gate-config.ts';
import { imagePolicyConfigSchema } from '../../src/checks/image-policy/image-policy-config.ts';
import { loadConfigSchema } from '../../src/checks/load/load-config.ts';
import { metricsConfigSchema } from '../../src/checks/metrics/config/metrics-config.ts';
import { revisionDiffConfigSchema } from '../../src/checks/revision-diff/revision-diff-config.ts';
import { suiteKeySchema } from '../../src/checks/smoke/suite/suite-config.ts';
import { targetHealthConfigSchema } from '../../src/checks/target-health/target-health-config.ts';
import { termsEntries } from '../../src/checks/terms/apply-terms.ts';
import { kitSchema } from '../../src/hook/configuration.ts';
import { findKeyComments } from '../docs/pages/key-comments.ts';
import { smokeSources } from '../docs/pages/smoke-sources.ts';
import { convertSchema } from './convert-schema.ts';
import type { JsonSchema, SchemaObject } from './json-schema.ts';
import { smokeSuiteSchema } from './smoke-suite-schema.ts';
import { wantedBy } from './wanted-by.ts';

/** The schemas of the checks that a gate runs, and the files with the comments on their keys. */
const checks: Readonly<Record<string, [schema: v.GenericSchema, ...sources: string[]]>> = {
  alarms: [alarmsConfigSchema, 'src/checks/alarms/*-config.ts'],
  approval: [approvalConfigSchema, 'src/checks/approval/*-config.ts'],
  'change-window': [changeWindowConfigSchema, 'src/checks/change-window/*-config.ts'],
  'http-gate': [httpGateConfigSchema, 'src/checks/http-gate/*-config.ts'],
  'image-policy': [imagePolicyConfigSchema, 'src/checks/image-policy/*-config.ts'],
  load: [loadConfigSchema, 'src/checks/load/*-config.ts', ...smokeSources],
  metrics: [metricsConfigSchema, 'src/checks/metrics/config/*-config.ts'],
  'revision-diff': [revisionDiffConfigSchema, 'src/checks/revision-diff/*-config.ts'],
  'target-health': [targetHealthConfigSchema, 'src/checks/target-health/*-config.ts'],
};

/** The JSON Schema of `hookDetails` for the gate hook, for editors. Made from the schemas that the hook validates with. */
export function gateSchema(): SchemaObject {
  const definitions: Record<string, JsonSchema> = {};
  for (const [name, [schema, ...sources]] of Object.entries(checks)) {
    const comments = findKeyComments(sources);
    const describe = (key: string, part: Parameters<typeof wantedBy>[0]) => comments.get(key) ?? wantedBy(part);
    define(definitions, name, convertSchema(schema, { overrides: new Map(), describe }));
  }
  define(definitions, 'smoke', withKeysOf(smokeSuiteSchema(), suiteKeySchema.entries, 'src/checks/smoke/suite/*.ts'));
  for (const [name, own] of Object.entries(definitions))
    if (name in checks && name !== 'approval') definitions[name] = withTerms(own);
  definitions['smoke'] = withTerms(definitions['smoke'] ?? {});
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Greenlight gate',
    description: 'hookDetails of the gate hook: the checks that it runs, and whom it asks if one cannot tell.',
    ...withKeysOf(
      {
        type: 'object',
        properties: {
          checks: {
            ...list,
            description: 'The checks, one after the other. Each entry has one key: a check, or a list.',
          },
          ask: {
            allOf: [{ $ref: '#/definitions/approval' }],
            description: 'An approval that is asked only if a check could not tell and asks people.',
          },
        },
        required: ['checks'],
        additionalProperties: false,
      },
      kitSchema.entries,
      'src/hook/configuration.ts',
    ),
    definitions: { ...definitions, entry: entryOf(Object.keys(definitions).filter((name) => !name.includes('/'))) },
  };
}

const list = { type: 'array', items: { $ref: '#/definitions/entry' }, minItems: 1, maxItems: maxChecks };

function entryOf(names: readonly string[]): SchemaObject {
  return {
    type: 'object',
    properties: {
      ...Object.fromEntries(names.map((name) => [name, { $ref: `#/definitions/${name}` }])),
      ...Object.fromEntries(combinators.map((name) => [name, list])),
    },
    minProperties: 1,
    maxProperties: 1,
    additionalProperties: false,
  };
}

/** Adds a schema, with its own definitions under names that no other has: `smoke/predicate`. */
function define(all: Record<string, JsonSchema>, name: string, { definitions = {}, ...schema }: SchemaObject): void {
  const { $schema: _, title: __, ...rest } = schema;
  const renamed = (value: unknown) =>
    JSON.parse(JSON.stringify(value).replaceAll('"#/definitions/', `"#/definitions/${name}~1`)) as SchemaObject;
  all[name] = renamed(rest);
  for (const [inner, value] of Object.entries(definitions as Record<string, unknown>))
    all[`${name}/${inner}`] = renamed(value);
}

function withTerms(schema: JsonSchema): JsonSchema {
  return schema === false ? schema : withKeysOf(schema, termsEntries, 'src/checks/terms/apply-terms.ts');
}

/** Adds keys to an object, with the comments of a file on them. */
function withKeysOf(schema: SchemaObject, entries: Record<string, unknown>, source: string): SchemaObject {
  const comments = findKeyComments([source]);
  const converted = convertSchema(v.strictObject(entries as v.ObjectEntries), {
    overrides: new Map(),
    describe: (key) => comments.get(key),
  });
  return { ...schema, properties: { ...(schema['properties'] as object), ...(converted['properties'] as object) } };
}
