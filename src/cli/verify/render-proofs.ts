import { styleText } from 'node:util';
import { padCell } from '../terminal/display-width.ts';
import { safeText } from '../terminal/safe-text.ts';
import { wrap } from '../terminal/wrap.ts';
import { wrapAdvice } from '../terminal/wrap-command.ts';
import type { Leftover } from './ledger/trial-writes.ts';
import type { AppProof } from './proof.ts';

type VerifyReport = { proofs: readonly AppProof[]; left: readonly Leftover[] };

type Style = { colour: boolean };

const columns = 80;
const widths = [37, 18, 19] as const;
const marks = { proved: '✔', failed: '✖', unknown: '?', skipped: '–' } as const;
const colours = { proved: 'green', failed: 'red', unknown: 'magenta', skipped: 'dim' } as const;

/** The table for people, in 80 columns: a row for each trial, and below what is not as expected, what to do. */
export function renderProofs({ proofs, left }: VerifyReport, style: Style): string {
  const lines = [
    `  ${paint(style, 'bold', cells(['tried', 'expected', 'happened'])[0] ?? '')}`,
    ...proofs.flatMap((proof) => renderProof(proof, style)),
    '',
    ...wrap(summary(proofs), columns),
    ...renderLeft(left),
  ];
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

function renderProof(proof: AppProof, style: Style): string[] {
  const { result, tried, expected, happened, said, next } = proof;
  const [first = '', ...more] = cells([tried, expected, happened].map(safeText));
  const isExplained = result === 'failed' || result === 'unknown';
  return [
    `${paint(style, colours[result], marks[result])} ${first}`,
    ...more.map((line) => `  ${line}`),
    ...(isExplained && said !== undefined ? wrap(safeText(said), columns - 4).map((line) => `    ${line}`) : []),
    ...(next === undefined ? [] : renderNext(safeText(next), isExplained ? 'next: ' : '')),
  ];
}

function renderNext(text: string, before = ''): string[] {
  return wrapAdvice(text, columns - 4 - before.length).map((line, at) => `    ${at === 0 ? before : ''}${line}`);
}

/** The lines of a row: each cell is broken at spaces. */
function cells(texts: readonly string[]): string[] {
  const wrapped = texts.map((text, at) => wrap(text, widths[at] ?? columns));
  const height = Math.max(...wrapped.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) =>
    wrapped.map((lines, at) => padCell(lines[line] ?? '', widths[at] ?? 0)).join('  '),
  );
}

function summary(proofs: readonly AppProof[]): string {
  const count = (result: AppProof['result']) => proofs.filter((each) => each.result === result).length;
  const tried = proofs.length - count('skipped');
  const parts = [
    `${count('proved')} of ${tried} as expected`,
    ...(count('failed') > 0 ? [`${count('failed')} not`] : []),
    ...(count('unknown') > 0 ? [`${count('unknown')} not known`] : []),
    ...(count('skipped') > 0 ? [`${count('skipped')} not tried`] : []),
  ];
  return `${parts.join(', ')}.`;
}

function renderLeft(left: readonly Leftover[]): string[] {
  if (left.length === 0) return ['Nothing is left behind.'];
  const entries = left.flatMap(({ what, why, command }) => [
    ...wrap(safeText(`${what}: ${why}`), columns - 2).map((line) => `  ${line}`),
    ...renderNext(safeText(command)),
  ]);
  return ['Left in the ledger, because it could not be removed:', ...entries];
}

function paint({ colour }: Style, format: Parameters<typeof styleText>[0], text: string): string {
  return colour ? styleText(format, text, { validateStream: false }) : text;
}
