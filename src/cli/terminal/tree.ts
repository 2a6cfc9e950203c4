import { styleText } from 'node:util';
import { oneLine } from '../../wording/lines.ts';
import { displayWidth, padCell } from './display-width.ts';
import { type Hero, renderHero } from './render-hero.ts';
import { safeText } from './safe-text.ts';
import { wrap } from './wrap.ts';

/** One line of a tree in the terminal, and the lines below it. */
export type TreeNode = {
  state: NodeState;
  name: string;
  /** `1m40s`. Changes all the time, so that it is never news on its own. */
  time?: string;
  /** The state in a word, because a symbol alone is not enough: `done`, `FAILED`. */
  word: string;
  /** Further details. */
  text?: string;
  /** Details after the text that change all the time, like the time. */
  aside?: string;
  children?: readonly TreeNode[];
};

export type NodeState = 'done' | 'running' | 'pending' | 'failed';

export type Tree = {
  hero?: Hero;
  /** The facts below the hero, or alone; three spaces separate them, and a line is broken there first. */
  heading: string;
  nodes: readonly TreeNode[];
};

export type TreeStyle = {
  colour: boolean;
  /** Longer lines are wrapped and indented. Default: no wrapping. */
  columns?: number;
};

/** ```
 * my-service  my-cluster   BLUE_GREEN   IN_PROGRESS 12m
 * ├─ ✔ PRE_SCALE_UP     0s   done
 * └─ ◷ POST_SCALE_UP   12m   running
 *    └─ ◷ smoke        12m   IN_PROGRESS · 14 of 14
 * ``` */
export function renderTree(tree: Tree, style: TreeStyle): readonly string[] {
  const rows = [...flatten(tree.nodes)];
  const notes: string[] = [];
  const nameWidth = Math.max(0, ...rows.map(({ guide, node }) => guide.length + 2 + displayWidth(safeText(node.name))));
  const timeWidth = Math.max(6, ...rows.map(({ node }) => node.time?.length ?? 0));
  return [
    ...renderHeading(tree, style),
    ...rows.map((row) => renderRow(row, nameWidth, timeWidth, notes, style)),
    ...notes.flatMap((note, at) => renderNote(`[${at + 1}]`, note, style)),
  ];
}

/**
 * One line for each node that is new or has changed in more than its time; nodes that are still to come are not reported. A node that has
 * ended comes after its children.
 */
export function changedLines(before: Tree | undefined, after: Tree, style: TreeStyle): readonly string[] {
  const was = new Map([...flatten(before?.nodes ?? [])].map(({ path, node }) => [path, newsOf(node)]));
  const describe = (nodes: readonly TreeNode[], parent?: Row): string[] =>
    rowsOf(nodes, parent).flatMap((row) => {
      const { node, names, path } = row;
      const isNews = node.state !== 'pending' && was.get(path) !== newsOf(node);
      const own = isNews ? [`${paintSymbol(node, style)} ${names.join(' › ')}  ${newsOf(node)}`] : [];
      const below = describe(node.children ?? [], row);
      return node.state === 'running' ? [...own, ...below] : [...below, ...own];
    });
  return describe(after.nodes);
}

const symbols: Readonly<Record<NodeState, string>> = { done: '✔', running: '◷', pending: '○', failed: '✖' };

type Row = {
  /** The part before the symbol: `│  ├─ `. */
  guide: string;
  /** The same part in the lines that continue its text: `│  │  `. */
  below: string;
  node: TreeNode;
  names: readonly string[];
  /** Identifies a node in a later tree, also among new ones, and distinguishes nodes of the same name. */
  path: string;
};

function flatten(nodes: readonly TreeNode[], parent?: Row): Row[] {
  return rowsOf(nodes, parent).flatMap((row) => [row, ...flatten(row.node.children ?? [], row)]);
}

function rowsOf(nodes: readonly TreeNode[], parent?: Row): Row[] {
  const indent = parent?.below.slice(0, -3) ?? '';
  return nodes.map((node, index) => {
    const isLast = index === nodes.length - 1;
    const hasChildren = (node.children?.length ?? 0) > 0;
    return {
      guide: `${indent}${isLast ? '└─' : '├─'} `,
      below: `${indent}${isLast ? '   ' : '│  '}${hasChildren ? '│  ' : '   '}`,
      node,
      names: [...(parent?.names ?? []), safeText(node.name)],
      path: `${parent?.path ?? ''}/${node.name}#${nodes.slice(0, index).filter(({ name }) => name === node.name).length}`,
    };
  });
}

/** Also the first lines of a view that is not redrawn. */
export function renderHeading({ hero, heading }: Omit<Tree, 'nodes'>, style: TreeStyle): readonly string[] {
  const { colour, columns = Number.POSITIVE_INFINITY } = style;
  // The facts stay whole as long as each fits.
  const facts = oneLine(safeText(heading)).split('   ').map(hold).join('   ');
  const lines = wrap(facts, columns - (hero ? 2 : 0)).map((line) => release(line.trim()));
  if (!hero) return lines.map((line) => paint('bold', line, style));
  return [...renderHero(hero, { colour, columns }), ...lines.map((line) => paint('dim', `  ${line}`, style))];
}

/** Nothing breaks at a no-break space. */
function hold(text: string): string {
  return text.replaceAll(' ', '\u00a0');
}

function release(text: string): string {
  return text.replaceAll('\u00a0', ' ');
}

function renderNote(mark: string, note: string, style: TreeStyle): readonly string[] {
  const lines = wrap(note, columnsOf(style) - mark.length - 1);
  return lines.map((line, at) => `${paint('dim', at === 0 ? mark : ' '.repeat(mark.length), style)} ${line}`);
}

/** If the words do not fit next to the name, they end with a clause there, and are a note below the tree in full. */
function renderRow(
  { guide, node }: Row,
  nameWidth: number,
  timeWidth: number,
  notes: string[],
  style: TreeStyle,
): string {
  const name = padCell(safeText(node.name), nameWidth - guide.length - 2);
  const time = (node.time ?? '').padStart(timeWidth + 2);
  const text = [newsOf(node), node.aside === undefined ? '' : safeText(node.aside)].filter(Boolean).join(' · ');
  const room = columnsOf(style) - nameWidth - timeWidth - 5;
  let shown = text;
  if (displayWidth(text) > room) {
    notes.push(`${safeText(node.name)}: ${text}`);
    const mark = `[${notes.length}]`;
    shown = `${firstClauses(text, room - mark.length - 1)} ${mark}`.trimStart();
  }
  const head = `${paint('dim', guide, style)}${paintSymbol(node, style)} ${name}${paint('dim', time, style)}`;
  return `${head}   ${paintText(node, shown, style)}`.trimEnd();
}

/** As many clauses as fit; empty if not even the first does. */
function firstClauses(text: string, width: number): string {
  const ends = [...text.matchAll(/ · |[,;:] /g)].map(({ index }) => index);
  const end = ends.findLast((index) => displayWidth(text.slice(0, index)) <= width);
  return end === undefined ? '' : text.slice(0, end);
}

function newsOf({ word, text }: TreeNode): string {
  return safeText(text === undefined || text === '' ? word : `${word} · ${text}`);
}

function columnsOf({ columns = Number.POSITIVE_INFINITY }: TreeStyle): number {
  return columns;
}

const colours = { done: 'green', running: 'yellow', failed: 'red', pending: 'dim' } as const;

function paintSymbol({ state }: TreeNode, style: TreeStyle): string {
  return paint(colours[state], symbols[state], style);
}

function paintText({ state }: TreeNode, text: string, style: TreeStyle): string {
  return state === 'failed' || state === 'pending' ? paint(colours[state], text, style) : text;
}

function paint(format: 'bold' | 'dim' | 'green' | 'yellow' | 'red', text: string, { colour }: TreeStyle): string {
  return colour && text !== '' ? styleText(format, text, { validateStream: false }) : text;
}
