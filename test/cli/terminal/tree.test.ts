import { describe, expect, test } from 'vitest';
import { changedLines, renderTree, type Tree, type TreeNode } from '../../../src/cli/terminal/tree.ts';

const plain = { colour: false };

const nodes: readonly TreeNode[] = [
  { state: 'done', name: 'SCALE_UP', time: '1m40s', word: 'done', text: '3/3 tasks' },
  {
    state: 'running',
    name: 'POST_TEST_TRAFFIC_SHIFT',
    time: '9m12s',
    word: 'running',
    children: [
      { state: 'failed', name: 'smoke', time: '2s', word: 'FAILED', text: '13 of 14, p99 812 ms (allowed 500)' },
      { state: 'running', name: 'approval', word: 'IN_PROGRESS', text: '1 of 2', aside: 'asked again in 48 s' },
    ],
  },
  { state: 'pending', name: 'BAKE_TIME', time: '10m', word: 'to come' },
];
const tree: Tree = { heading: 'retail-ui  prod-cluster   BLUE_GREEN   IN_PROGRESS 12m', nodes };

/** The tree with its approval changed. */
function withApproval(changes: Partial<TreeNode>): Tree {
  const [scaleUp, stage, bake] = nodes as readonly [TreeNode, TreeNode, TreeNode];
  const [smoke, approval] = stage.children as readonly [TreeNode, TreeNode];
  return { ...tree, nodes: [scaleUp, { ...stage, children: [smoke, { ...approval, ...changes }] }, bake] };
}

describe('renderTree', () => {
  test('draws branches, symbols with words, and times in one column', () => {
    expect(renderTree(tree, plain).join('\n')).toBe(`\
retail-ui  prod-cluster   BLUE_GREEN   IN_PROGRESS 12m
├─ ✔ SCALE_UP                  1m40s   done · 3/3 tasks
├─ ◷ POST_TEST_TRAFFIC_SHIFT   9m12s   running
│  ├─ ✖ smoke                     2s   FAILED · 13 of 14, p99 812 ms (allowed 500)
│  └─ ◷ approval                       IN_PROGRESS · 1 of 2 · asked again in 48 s
└─ ○ BAKE_TIME                   10m   to come`);
  });

  test('puts words that do not fit next to their name below the tree, and the first clauses next to the name', () => {
    expect(renderTree(tree, { ...plain, columns: 66 })).toEqual([
      'retail-ui  prod-cluster   BLUE_GREEN   IN_PROGRESS 12m',
      '├─ ✔ SCALE_UP                  1m40s   done · 3/3 tasks',
      '├─ ◷ POST_TEST_TRAFFIC_SHIFT   9m12s   running',
      '│  ├─ ✖ smoke                     2s   FAILED · 13 of 14 [1]',
      '│  └─ ◷ approval                       IN_PROGRESS · 1 of 2 [2]',
      '└─ ○ BAKE_TIME                   10m   to come',
      '[1] smoke: FAILED · 13 of 14, p99 812 ms (allowed 500)',
      '[2] approval: IN_PROGRESS · 1 of 2 · asked again in 48 s',
    ]);
  });

  test('breaks no word in a note, and no fact in the heading', () => {
    const arn = 'arn:aws:ecs:us-west-2:123456789012:service-deployment/prod-cluster/retail-ui/EZe5RNVLH6PPzHXINuP28';
    const long = {
      ...withApproval({ text: `ECS says so about ${arn}, and more` }),
      heading: 'retail-ui   prod-cluster   revision …4567 ← …3642',
    };
    const lines = renderTree(long, { ...plain, columns: 60 });

    expect(lines.at(0)).toBe('retail-ui   prod-cluster   revision …4567 ← …3642');
    expect(renderTree(long, { ...plain, columns: 40 }).slice(0, 2)).toEqual([
      'retail-ui   prod-cluster',
      'revision …4567 ← …3642',
    ]);
    expect(lines.slice(-3)).toEqual([
      '[2] approval: IN_PROGRESS · ECS says so about',
      `    ${arn},`,
      '    and more · asked again in 48 s',
    ]);
  });

  test('begins with the hero, and has the heading below it', () => {
    const hero = {
      light: 'wait',
      name: 'retail-ui 1.41 → 1.42',
      state: 'waiting for an approval, 38 min left',
      next: 'greenlight approve prod-cluster/retail-ui',
    } as const;

    expect(renderTree({ ...tree, hero }, plain).slice(0, 2)).toEqual([
      '● retail-ui 1.41 → 1.42  waiting for an approval, 38 min left  → greenlight approve prod-cluster/retail-ui',
      '  retail-ui  prod-cluster   BLUE_GREEN   IN_PROGRESS 12m',
    ]);
    expect(renderTree({ ...tree, hero }, { ...plain, columns: 80 }).slice(0, 3)).toEqual([
      '● retail-ui 1.41 → 1.42  waiting for an approval, 38 min left',
      '  → greenlight approve prod-cluster/retail-ui',
      '  retail-ui  prod-cluster   BLUE_GREEN   IN_PROGRESS 12m',
    ]);
  });

  test('never writes a line that is wider than the terminal', () => {
    for (let columns = 60; columns <= 120; columns++) {
      const longest = Math.max(...renderTree(tree, { ...plain, columns }).map((line) => line.length));
      expect(longest).toBeLessThanOrEqual(columns);
    }
  });

  test('colours nothing that is not also said in words', () => {
    const coloured = renderTree(tree, { colour: true });

    expect(coloured[3]).toContain('\u001b[31mFAILED · 13 of 14, p99 812 ms (allowed 500)\u001b[39m');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters
    expect(coloured.map((line) => line.replace(/\u001b\[\d+m/g, '').trimEnd())).toEqual(renderTree(tree, plain));
  });

  test('shows the message of a hook as plain text, no matter what it contains', () => {
    const evil = withApproval({ text: 'all\u001b[2J\u001b[31m is\r\nwell\u0007' });

    expect(renderTree(evil, plain)[4]).toBe(
      '│  └─ ◷ approval                       IN_PROGRESS · all is well� · asked again in 48 s',
    );
  });

  test('draws only a heading if nothing has begun', () => {
    expect(renderTree({ heading: 'retail-ui', nodes: [] }, plain)).toEqual(['retail-ui']);
  });
});

describe('changedLines', () => {
  test('lists everything except what is to come at first, and an ended node after its parts', () => {
    expect(changedLines(undefined, tree, plain)).toEqual([
      '✔ SCALE_UP  done · 3/3 tasks',
      '◷ POST_TEST_TRAFFIC_SHIFT  running',
      '✖ POST_TEST_TRAFFIC_SHIFT › smoke  FAILED · 13 of 14, p99 812 ms (allowed 500)',
      '◷ POST_TEST_TRAFFIC_SHIFT › approval  IN_PROGRESS · 1 of 2',
    ]);
  });

  test('lists a change of the state or the text', () => {
    const approved = withApproval({ state: 'done', word: 'SUCCEEDED', text: '2 of 2' });

    expect(changedLines(tree, approved, plain)).toEqual(['✔ POST_TEST_TRAFFIC_SHIFT › approval  SUCCEEDED · 2 of 2']);
  });

  test('lists nothing while only times change', () => {
    expect(changedLines(tree, withApproval({ time: '10m', aside: 'asked again in 18 s' }), plain)).toEqual([]);
  });
});
