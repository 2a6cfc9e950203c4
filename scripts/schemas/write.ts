import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { schemaFiles } from './schema-files.ts';

/** Writes the published JSON Schemas again: `npm run schemas`. A test says when they are out of date. */
for (const [name, format] of Object.entries(schemaFiles))
  writeFileSync(fileURLToPath(new URL(`../../schemas/${name}`, import.meta.url)), format());
