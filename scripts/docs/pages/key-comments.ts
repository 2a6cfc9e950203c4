import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DocsError } from '../docs-error.ts';

/** The comment above each key of a configuration, from the file that defines the configuration. */
export function keyComments(path: string): (name: string) => string {
  const source = readFileSync(fileURLToPath(new URL(`../../../${path}`, import.meta.url)), 'utf8');
  const comments = new Map(
    [...source.matchAll(/\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*\n\s*(\w+)\??:/g)].map(([, comment = '', name = '']) => [
      name,
      comment
        .replaceAll(/^\s*\* ?/gm, ' ')
        .replaceAll(/\s+/g, ' ')
        .trim(),
    ]),
  );
  return (name) => {
    const comment = comments.get(name);
    if (comment === undefined) throw new DocsError('UNTRUE', `${path} has no comment on ${name} for the reference`);
    return comment;
  };
}
