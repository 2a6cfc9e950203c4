import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ecsMessageCards } from '../../scripts/docs/pages/ecs-messages.ts';
import { knownReasons } from '../../src/reasons/known-reasons.ts';
import { troubleshootingLink } from '../../src/reasons/troubleshooting-link.ts';

const page = readFileSync(new URL('../../docs/troubleshooting.md', import.meta.url), 'utf8');

describe('docs/troubleshooting.md', () => {
  test('T1 has a card for each message that explain knows, word for word and in order', () => {
    expect(page).toContain(`\n${ecsMessageCards()}\n`);
  });

  test('T1 has an anchor for every link that the product shows', () => {
    const anchors = [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));
    const linked = [...knownReasons.map(({ id }) => id), 'unknown' as const].map(
      (id) => troubleshootingLink(id).split('#')[1],
    );

    expect(linked.filter((anchor) => !anchors.includes(anchor ?? ''))).toEqual([]);
    expect(new Set(anchors).size).toBe(anchors.length);
  });

  test('T1 shows every published text of ECS', () => {
    const missing = knownReasons.flatMap(({ says }) => says).filter((text) => !page.includes(`\`${text}\``));

    expect(missing).toEqual([]);
  });
});

/** As the site and the repository's host make them. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-');
}
