import { switchQuestions } from '../../src/cli/observe/report/switch-questions.ts';
import { switchReadings } from '../../src/cli/profile/switch-readings.ts';
import type { SchemaObject } from './json-schema.ts';

/** The JSON Schema of the profile.json of `greenlight observe`. Made from the switches and their readings. */
export function profileSchema(): SchemaObject {
  const switches = Object.entries(switchReadings).map(([name, readings]) => {
    const description = switchQuestions[name as keyof typeof switchReadings];
    return [name, { enum: readings, description }] as const;
  });
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'A profile of ECS',
    description: 'What greenlight observe has found out, for greenlight simulate, demo and dev.',
    type: 'object',
    properties: {
      schemaVersion: { const: 1 },
      observedAt: { type: 'string', format: 'date', description: 'The day, in UTC.' },
      observedOn: { enum: ['aws', 'controller'], description: "AWS, or Greenlight's own controller." },
      switches: {
        type: 'object',
        description: 'Those that could be observed. For the others the defaults apply, which are hardest on a hook.',
        properties: Object.fromEntries(switches),
        additionalProperties: false,
      },
    },
    required: ['schemaVersion', 'observedAt', 'observedOn', 'switches'],
    additionalProperties: false,
  };
}
