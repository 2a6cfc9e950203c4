import { styleText } from 'node:util';
import { displayWidth } from '../terminal/display-width.ts';
import { safeText } from '../terminal/safe-text.ts';
import { wrap } from '../terminal/wrap.ts';

/** What is said about one address. */
export type ReviewerRow = {
  mark: 'fine' | 'warning' | 'error' | 'unknown';
  who: string;
  said: string;
  /** A command, printed on a line of its own and unbroken, so that it can be copied. */
  next?: string | undefined;
};

type RowStyle = { colour: boolean; columns: number };

/** The page for people: a title, one entry for each address, and closing paragraphs. */
export function renderRows(
  title: string,
  rows: readonly ReviewerRow[],
  closing: readonly string[],
  style: RowStyle,
): readonly string[] {
  const worst = (['error', 'warning', 'unknown'] as const).find((mark) => rows.some((row) => row.mark === mark));
  const [first = '', ...more] = wrap(safeText(title), style.columns - 2);
  return [
    `${paint(style, colours[worst ?? 'fine'], '●')} ${paint(style, 'bold', first)}`,
    ...more.map((line) => `  ${paint(style, 'bold', line)}`),
    ...(rows.length > 0 ? ['', ...rows.flatMap((row) => renderRow(row, style))] : []),
    ...closing.flatMap((paragraph) => ['', ...wrap(safeText(paragraph), style.columns)]),
  ];
}

const colours = { fine: 'green', warning: 'yellow', error: 'red', unknown: 'magenta' } as const;
const symbols = { fine: '✔', warning: '▲', error: '✖', unknown: '?' } as const;

function renderRow({ mark, who, said, next }: ReviewerRow, style: RowStyle): string[] {
  const start = `  ${paint(style, colours[mark], symbols[mark])} `;
  const line = safeText(`${who}  ${said}`);
  const isShort = displayWidth(line) <= style.columns - 4;
  return [
    `${start}${isShort ? line : safeText(who)}`,
    ...(isShort ? [] : wrap(safeText(said), style.columns - 6).map((part) => `      ${part}`)),
    ...(next === undefined ? [] : [`      next: ${safeText(next)}`]),
  ];
}

function paint({ colour }: RowStyle, format: Parameters<typeof styleText>[0], text: string): string {
  return colour ? styleText(format, text, { validateStream: false }) : text;
}
