import { smokeConfigSchema } from '../../src/checks/smoke/config/smoke-config.ts';
import { statusSchema } from '../../src/checks/smoke/config/status-config.ts';
import { findKeyComments } from '../docs/pages/key-comments.ts';
import { smokeSources } from '../docs/pages/smoke-sources.ts';
import { convertSchema } from './convert-schema.ts';
import type { JsonSchema, SchemaObject } from './json-schema.ts';
import type { Part } from './valibot-part.ts';
import { wantedBy } from './wanted-by.ts';

/** The JSON Schema of a suite's document, for editors. Made from the schemas that the hook validates with. */
export function smokeSuiteSchema(): SchemaObject {
  const ofSuite = findKeyComments(['src/checks/smoke/config/smoke-config.ts', ...smokeSources]);
  const ofRequest = findKeyComments(smokeSources);
  const root = objectOf(smokeConfigSchema as unknown as Part);
  const schema = convertSchema(smokeConfigSchema, {
    overrides: new Map<unknown, JsonSchema>([[statusSchema, anyStatus]]),
    describe(key, part, owner) {
      const isRequest = owner.entries !== undefined && 'path' in owner.entries;
      const comment = owner === root ? ofSuite.get(key) : isRequest ? ofRequest.get(key) : undefined;
      return comment ?? wantedBy(part);
    },
  });
  const { definitions, ...rest } = schema;
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Greenlight smoke suite',
    description: 'Requests that the smoke hook, or greenlight smoke, sends to a new version, and what it must answer.',
    ...rest,
    definitions,
  };
}

const oneStatus = {
  anyOf: [
    { type: 'integer', minimum: 200, maximum: 599 },
    { type: 'string', pattern: '^[2-5][xX][xX]$|^[2-5]\\d\\d ?- ?[2-5]\\d\\d$' },
  ],
};

/** Its rules are functions. */
const anyStatus = { anyOf: [...oneStatus.anyOf, { type: 'array', items: oneStatus, minItems: 1, maxItems: 50 }] };

function objectOf(part: Part): Part | undefined {
  return part.pipe?.find(({ type }) => type === 'strict_object');
}
