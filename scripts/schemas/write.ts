import { writeFileSync } from 'node:fs';
import { detailsTypes, detailsTypesFolder } from './details-types.ts';
import { schemaFiles } from './schema-files.ts';

/** Writes the published JSON Schemas and the types of `hookDetails` again: `npm run schemas`. A test says when they are out of date. */
const root = new URL('../../', import.meta.url);
for (const [name, format] of Object.entries(schemaFiles)) writeFileSync(new URL(`schemas/${name}`, root), format());
for (const [name, text] of Object.entries(detailsTypes()))
  writeFileSync(new URL(`${detailsTypesFolder}/${name}`, root), text);
