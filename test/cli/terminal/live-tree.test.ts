import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test, vi } from 'vitest';
import { liveTree, type Screen } from '../../../src/cli/terminal/live-tree.ts';
import type { Tree, TreeNode } from '../../../src/cli/terminal/tree.ts';

/** A screen that records what was written. */
function fakeScreen(changes: Partial<Screen> = {}): { screen: Screen; written: string[] } {
  const written: string[] = [];
  const write = (text: string) => {
    written.push(text);
  };
  return { written, screen: { write, isTerminal: true, columns: 80, rows: 24, colour: false, ...changes } };
}

function treeOf(...states: readonly TreeNode['state'][]): Tree {
  return {
    heading: 'shop',
    nodes: states.map((state, index) => ({
      state,
      name: `STAGE_${index + 1}`,
      word: state === 'done' ? 'done' : 'running',
    })),
  };
}

function node(name: string): TreeNode {
  return { state: 'running', name, word: 'running' };
}

function cursorUps(written: readonly string[]): number[] {
  const codes = written.flatMap((text) => text.split('\u001b['));
  return codes.flatMap((code) => /^(\d+)A/.exec(code)?.slice(1).map(Number) ?? []);
}

describe('liveTree on a terminal', () => {
  test('draws the next tree over the previous one', () => {
    const { screen, written } = fakeScreen();
    const live = liveTree(screen);
    live.update(treeOf('running'), '0s');
    live.finish(treeOf('done', 'running'), '5s');

    expect(written).toEqual([
      '\u001b[?25lshop\u001b[K\n└─ ◷ STAGE_1           running\u001b[K\n\u001b[J\u001b[?25h',
      '\u001b[?25l\u001b[2Ashop\u001b[K\n├─ ✔ STAGE_1           done\u001b[K\n└─ ◷ STAGE_2           running\u001b[K\n\u001b[J\u001b[?25h',
    ]);
  });

  test('puts a note above the tree and draws it again', () => {
    const { screen, written } = fakeScreen();
    const live = liveTree(screen);
    live.update(treeOf('running'), '0s');
    live.note('  looking at the shop');

    expect(written.slice(1)).toEqual([
      '\u001b[?25l\u001b[2A  looking at the shop\u001b[K\nshop\u001b[K\n└─ ◷ STAGE_1           running\u001b[K\n\u001b[J\u001b[?25h',
    ]);
    live.stop();
  });

  test('shows the end of a tree that is taller than the terminal, and the whole tree at the end', () => {
    const { screen, written } = fakeScreen({ rows: 4 });
    const live = liveTree(screen);
    live.update(treeOf('done', 'done', 'done', 'running'), '0s');
    live.finish(treeOf('done', 'done', 'done', 'done'), '1s');

    expect(written[0]).toBe(
      '\u001b[?25l├─ ✔ STAGE_2           done\u001b[K\n├─ ✔ STAGE_3           done\u001b[K\n└─ ◷ STAGE_4           running\u001b[K\n\u001b[J\u001b[?25h',
    );
    expect(written[1]?.split('\n').length).toBe(6);
  });

  test('counts the rows of what is wider than the terminal, such as an ARN, and of wide characters', () => {
    const { screen, written } = fakeScreen({ rows: 6, columns: 60 });
    const live = liveTree(screen);
    live.update({ heading: '', nodes: [node('一'.repeat(40)), node('second')] }, '0s');
    live.update({ heading: '', nodes: [] }, '1s');
    live.finish({ heading: 'over', nodes: [] }, '1s');

    // One for the heading, two for each node.
    expect(cursorUps(written)).toEqual([5]);
  });

  test('overwrites what a terminal has broken again that became narrower', () => {
    const { screen, written } = fakeScreen({ columns: 100 });
    const narrow = { ...screen, columns: 100 };
    const live = liveTree(narrow);
    live.update({ heading: 'w'.repeat(90), nodes: [] }, '0s');
    narrow.columns = 60;
    live.finish({ heading: 'over', nodes: [] }, '1s');

    expect(cursorUps(written)).toEqual([2]);
  });
});

describe('the clock of a tree on a terminal', () => {
  test('moves each second although nothing happens, until the end', () => {
    vi.useFakeTimers();
    const { screen, written } = fakeScreen();
    const live = liveTree(screen);
    let seconds = 0;
    live.update(() => ({ heading: `shop ${seconds}s`, nodes: [] }), '0s');
    for (seconds = 1; seconds < 4; seconds++) vi.advanceTimersByTime(1000);
    live.finish({ heading: 'shop, over', nodes: [] }, '4s');
    vi.advanceTimersByTime(5000);
    vi.useRealTimers();

    expect(written.map((text) => stripVTControlCharacters(text).trim())).toEqual([
      'shop 0s',
      'shop 1s',
      'shop 2s',
      'shop 3s',
      'shop, over',
    ]);
  });

  test('counts the rows of a line that is longer than the terminal', () => {
    const { screen, written } = fakeScreen({ columns: 10 });
    const live = liveTree(screen);
    live.update({ heading: 'x'.repeat(25), nodes: [] }, '0s');
    live.finish({ heading: 'over', nodes: [] }, '1s');

    expect(written[1]).toContain('\u001b[3Aover');
  });
});

describe('liveTree without a terminal', () => {
  test('writes a line for each change, with its time', () => {
    const { screen, written } = fakeScreen({ isTerminal: false });
    const live = liveTree(screen);
    live.update(treeOf('running'), '0s');
    live.update(treeOf('done'), '0s');
    live.update(treeOf('done', 'running'), '0s');
    live.update(treeOf('done', 'running'), '30s');
    live.note('  looking at the shop');
    live.finish(treeOf('done', 'done'), '1m30s');

    expect(written.join('')).toBe(`\
shop
     0s  ✔ STAGE_1  done
     0s  ◷ STAGE_2  running
  looking at the shop
  1m30s  ✔ STAGE_2  done
`);
  });
});
