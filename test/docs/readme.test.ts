import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { rewriteLinks } from '../../scripts/docs/rewrite-links.ts';

const project = fileURLToPath(new URL('../..', import.meta.url));

test.each(['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md'])(
  '%s links only to existing targets, even before the site is built',
  (file) => {
    const { dead } = rewriteLinks(readFileSync(join(project, file), 'utf8'), (link) =>
      existsSync(join(project, link.split('#')[0] ?? '')) ? link : undefined,
    );

    expect(dead).toEqual([]);
  },
);
