import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { appModuleFiles } from './app-module.ts';

/** Writes what terraform/app has from the template again: `npm run terraform`. A test says when it is out of date. */
const root = new URL('../../', import.meta.url);
for (const [name, text] of Object.entries(appModuleFiles(fileURLToPath(new URL('template.yaml', root)))))
  writeFileSync(new URL(`terraform/app/${name}`, root), text);
