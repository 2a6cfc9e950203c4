import { styleText } from 'node:util';
import { oneLine } from '../../wording/lines.ts';
import { displayWidth } from './display-width.ts';
import { safeText } from './safe-text.ts';
import { wrap } from './wrap.ts';
import { wrapCommand } from './wrap-command.ts';

/** The first line of a view: what is deployed, what it waits for, and what to do about it. */
export type Hero = {
  /** `wait` if something has to be done, `go` while it proceeds or has succeeded, `fail` if it failed, `rest` otherwise. */
  light: 'wait' | 'go' | 'fail' | 'rest';
  /** `retail-ui 1.41 → 1.42` */
  name: string;
  /** `waiting for 1 of 2 approvals, 38 min left` */
  state: string;
  /** The command that does it. */
  next?: string;
};

/**
 * ```
 * ● retail-ui 1.41 → 1.42  waiting for 1 of 2 approvals, 38 min left
 *   → greenlight approve prod-cluster/retail-ui
 * ```
 *
 * On one line if it fits.
 */
export function renderHero(
  { light, name, state, next }: Hero,
  { colour, columns = Number.POSITIVE_INFINITY }: { colour: boolean; columns?: number },
): readonly string[] {
  const paint = (format: Parameters<typeof styleText>[0], text: string) =>
    colour ? styleText(format, text, { validateStream: false }) : text;
  const said = oneLine(safeText(`${name}  ${state}`));
  const shown = next === undefined ? undefined : oneLine(safeText(next));
  const isOneLine = shown !== undefined && displayWidth(`● ${said}  → ${shown}`) <= columns;
  const [first = '', ...more] = wrap(said, columns - 2);
  const lines = [
    `${paint(lights[light], '●')} ${paint('bold', first)}`,
    ...more.map((line) => `  ${paint('bold', line)}`),
  ];
  if (isOneLine) return [`${lines[0]}  → ${shown}`];
  const command = shown === undefined ? [] : wrapCommand(shown, columns - 4);
  return [...lines, ...command.map((line, at) => (at === 0 ? `  → ${line}` : `    ${line}`))];
}

const lights = { wait: 'yellow', go: 'green', fail: 'red', rest: 'dim' } as const;
