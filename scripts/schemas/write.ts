import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { formatSchemaFile } from './format-schema-file.ts';

/** Writes the published JSON Schemas again: `npm run schemas`. A test says when they are out of date. */
writeFileSync(fileURLToPath(new URL('../../schemas/smoke-suite.schema.json', import.meta.url)), formatSchemaFile());
