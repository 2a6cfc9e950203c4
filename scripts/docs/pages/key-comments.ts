import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DocsError } from '../docs-error.ts';

const project = fileURLToPath(new URL('../../..', import.meta.url));

/**
 * The comment above each key of a configuration, from the files that define it. If several have a comment on a key, that of the first counts.
 *
 * @param paths may contain `*` and `**`
 */
export function keyComments(...paths: readonly string[]): (name: string) => string {
  const comments = findKeyComments(paths);
  return (name) => {
    const comment = comments.get(name);
    if (comment === undefined) throw new DocsError('UNTRUE', `${paths[0]} has no comment on ${name} for the reference`);
    return comment;
  };
}

/** The comments by key, for keys that have one. */
export function findKeyComments(paths: readonly string[]): ReadonlyMap<string, string> {
  const files = paths.flatMap((path) => globSync(path, { cwd: project }).toSorted());
  return new Map([...new Set(files)].toReversed().flatMap(commentsIn));
}

function commentsIn(file: string): [key: string, comment: string][] {
  const source = readFileSync(join(project, file), 'utf8');
  return [...source.matchAll(/\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*\n\s*(\w+)\??:/g)].map(
    ([, comment = '', name = '']) => [
      name,
      comment
        .replaceAll(/^\s*\* ?/gm, ' ')
        .replaceAll(/\s+/g, ' ')
        .trim(),
    ],
  );
}
