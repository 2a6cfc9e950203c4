import { displayWidth } from './display-width.ts';
import { changedLines, renderHeading, renderTree, type Tree, type TreeStyle } from './tree.ts';
import { wrap } from './wrap.ts';

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
  /**
   * @param tree a function if it has a clock: it is called each second as well
   * @param time what the clock of the tree says, for the lines: `12m`
   */
  update(tree: Tree | (() => Tree), time: string): void;
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

/** A clock in the tree moves although nothing happens. */
const tickMs = 1000;

function drawnInPlace(screen: Screen): LiveTree {
  let shown: readonly string[] = [];
  let pending: (() => Tree) | undefined;
  let frame: ReturnType<typeof setTimeout> | undefined;
  let drawnAt = Number.NEGATIVE_INFINITY;
  const ticking = setInterval(() => draw(), tickMs);
  ticking.unref();
  const style = () => ({ colour: screen.colour, columns: screen.columns });

  // Each line is overwritten: what is erased as a whole, tmux and others keep in their history.
  const overwrite = (lines: readonly string[]) => {
    // Counted now: a terminal that has become narrower has broken the lines again.
    const rows = countRows(shown, screen.columns);
    const up = rows === 0 ? '' : `\x1b[${rows}A`;
    // Hidden while it moves, so that it does not flicker through the tree.
    screen.write(`\x1b[?25l${up}${lines.map((line) => `${line}\x1b[K\n`).join('')}\x1b[J\x1b[?25h`);
  };
  const draw = (above: readonly string[] = []) => {
    clearTimeout(frame);
    frame = undefined;
    if (!pending) return;
    const lines = lastThatFit(renderTree(pending(), style()), screen);
    overwrite([...above, ...lines]);
    shown = lines;
    drawnAt = performance.now();
  };
  return {
    update(tree) {
      pending = typeof tree === 'function' ? tree : () => tree;
      if (performance.now() - drawnAt >= frameMs) draw();
      else frame ??= setTimeout(() => draw(), frameMs);
    },
    settle() {},
    note(line) {
      const lines = wrap(line, screen.columns);
      if (pending) draw(lines);
      else screen.write(`${lines.join('\n')}\n`);
    },
    finish(tree) {
      this.stop();
      overwrite(renderTree(tree, style()));
      shown = [];
      pending = undefined;
    },
    stop() {
      clearTimeout(frame);
      clearInterval(ticking);
    },
  };
}

/** What does not fit would scroll away and could not be overwritten: the newest is at the end. */
function lastThatFit(lines: readonly string[], { rows, columns }: Screen): readonly string[] {
  let taken = 0;
  const lastOutside = lines.findLastIndex((line) => {
    taken += countRows([line], columns);
    return taken >= rows;
  });
  return lines.slice(lastOutside + 1);
}

/** A line that is longer than the terminal, such as an ARN, takes several of its rows. */
function countRows(lines: readonly string[], columns: number): number {
  return lines.reduce((rows, line) => rows + Math.max(1, Math.ceil(displayWidth(line) / columns)), 0);
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
    update(changed, time) {
      const tree = typeof changed === 'function' ? changed() : changed;
      if (latest === undefined) screen.write(`${renderHeading(tree, style).join('\n')}\n`);
      if (latest !== undefined && latest.time !== time) tell();
      latest = { tree, time };
    },
    settle: tell,
    note(line) {
      // What happened before the line comes before it.
      tell();
      screen.write(`${line}\n`);
    },
    finish(tree, time) {
      this.update(tree, time);
      tell();
    },
    stop() {},
  };
}
