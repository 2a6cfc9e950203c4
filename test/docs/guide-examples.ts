import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { JsonObject } from '../../src/hook/json.ts';

/** A configuration in a guide, and the heading of the section that it is in. */
export type GuideExample = { need: string; hookDetails: JsonObject };

/** The text of `docs/guides/<name>.md`, and every JSON example in it, in order. */
export function readGuide(name: string): { guide: string; examples: GuideExample[] } {
  const guide = readFileSync(fileURLToPath(new URL(`../../docs/guides/${name}.md`, import.meta.url)), 'utf8');
  const examples = guide.split(/^## /m).flatMap((section) =>
    [...section.matchAll(/^```json\n(.*?)^```$/gms)].map(([, json = '']) => ({
      need: section.split('\n', 1)[0] ?? '',
      hookDetails: JSON.parse(json) as JsonObject,
    })),
  );
  return { guide, examples };
}
