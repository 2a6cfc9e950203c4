import { smokeSuiteSchema } from './smoke-suite-schema.ts';

/** The content of schemas/smoke-suite.schema.json. */
export function formatSchemaFile(): string {
  return `${JSON.stringify(smokeSuiteSchema(), null, 2)}\n`;
}
