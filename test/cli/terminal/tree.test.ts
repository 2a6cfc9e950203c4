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

  test('wraps text to the next line when the line is full', () => {
    expect(renderTree(tree, { ...plain, columns: 66 }).slice(3, 6)).toEqual([
      '│  ├─ ✖ smoke                     2s   FAILED · 13 of 14, p99 812',
      '│  │                                   ms (allowed 500)',
      '│  └─ ◷ approval                       IN_PROGRESS · 1 of 2 ·',
    ]);
  });

  test('puts the text below the name if there is no room next to it', () => {
    expect(renderTree(tree, { ...plain, columns: 56 }).slice(2, 6)).toEqual([
      '├─ ◷ POST_TEST_TRAFFIC_SHIFT   9m12s   running',
      '│  ├─ ✖ smoke                     2s',
      '│  │       FAILED · 13 of 14, p99 812 ms (allowed 500)',
      '│  └─ ◷ approval',
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
