import { changedLines, renderTree, type Tree, type TreeStyle } from './tree.ts';

/** Where a tree is shown: a terminal, a pipe, a file. */
export interface Screen {
  write(text: string): void;
  /** Whether lines can be overwritten. */
  readonly isTerminal: boolean;
  readonly columns: number;
  readonly rows: number;
  readonly colour: boolean;
}

/** A tree while it changes. */
export interface LiveTree {
  /** @param time what the clock of the tree says, for the lines: `12m` */
  update(tree: Tree, time: string): void;
  /** Nothing more happens at this time: without a terminal, its lines are written now. */
  settle(): void;
  /** Puts a line above the tree. */
  note(line: string): void;
  /** Shows the tree a last time, in full, and releases the screen. */
  finish(tree: Tree, time: string): void;
  /** Releases the screen as it is. Does nothing after {@link finish}. */
  stop(): void;
}

/** Redraws in place on a terminal; otherwise it writes a line for each change. */
export function liveTree(screen: Screen): LiveTree {
  return screen.isTerminal ? drawnInPlace(screen) : asLines(screen);
}

/** The time between two frames; the next frame shows what happened in between. */
const frameMs = 50;

function drawnInPlace(screen: Screen): LiveTree {
  let shown = 0;
  let pending: Tree | undefined;
  let frame: ReturnType<typeof setTimeout> | undefined;
  let drawnAt = Number.NEGATIVE_INFINITY;
  const style = () => ({ colour: screen.colour, columns: screen.columns });

  const erase = () => (shown === 0 ? '' : `\x1b[${shown}A\x1b[J`);
  const draw = () => {
    clearTimeout(frame);
    frame = undefined;
    if (!pending) return;
    // What does not fit would scroll away and could not be overwritten: the newest is at the end.
    const all = renderTree(pending, style());
    const lines = all.length < screen.rows ? all : all.slice(all.length - screen.rows + 1);
    // Hidden while it moves, so that it does not flicker through the tree.
    screen.write(`\x1b[?25l${erase()}${lines.join('\n')}\n\x1b[?25h`);
    shown = lines.length;
    drawnAt = performance.now();
  };
  return {
    update(tree) {
      pending = tree;
      if (performance.now() - drawnAt >= frameMs) draw();
      else frame ??= setTimeout(draw, frameMs);
    },
    settle() {},
    note(line) {
      screen.write(`${erase()}${line}\n`);
      shown = 0;
      draw();
    },
    finish(tree) {
      clearTimeout(frame);
      frame = undefined;
      screen.write(`${erase()}${renderTree(tree, style()).join('\n')}\n`);
      shown = 0;
      pending = undefined;
    },
    stop() {
      clearTimeout(frame);
    },
  };
}

/** Changes at the same time are reported together, once time moves on. */
function asLines(screen: Screen): LiveTree {
  const style: TreeStyle = { colour: screen.colour };
  let told: Tree | undefined;
  let latest: { tree: Tree; time: string } | undefined;
  const tell = () => {
    if (!latest) return;
    const { tree, time } = latest;
    for (const line of changedLines(told, tree, style)) screen.write(`${time.padStart(7)}  ${line}\n`);
    told = tree;
  };
  return {
    update(tree, time) {
      if (latest === undefined) screen.write(`${tree.heading}\n`);
      if (latest !== undefined && latest.time !== time) tell();
      latest = { tree, time };
    },
    settle: tell,
    note(line) {
      screen.write(`${line}\n`);
    },
    finish(tree, time) {
      this.update(tree, time);
      tell();
    },
    stop() {},
  };
}
