import { styleText } from 'node:util';
import type { Finding } from '../../hook/verdict.ts';
import { safeText } from '../terminal/safe-text.ts';
import { wrap } from '../terminal/wrap.ts';
import type { SmokeReport } from './smoke-report.ts';

type SmokeStyle = { colour: boolean; columns: number };

/** The report for people: what was found for each request, and what is allowed where it differs. */
export function renderSmoke(report: SmokeReport, style: SmokeStyle): readonly string[] {
  const { suite, url, outcome, findings } = report;
  const paint = painter(style);
  const where = typeof url === 'object' ? Object.values(url).join(', ') : url;
  const words = { passed: 'passed', failed: 'failed', error: 'could not be decided' }[outcome];
  const [first = '', ...more] = wrap(safeText(`${suite}${where ? ` at ${where}` : ''}: ${words}`), style.columns - 2);
  const colour = colours[outcome === 'error' ? 'unknown' : outcome];
  return [
    `${paint(colour, '●')} ${paint('bold', first)}`,
    ...more.map((line) => `  ${paint('bold', line)}`),
    ...(findings.length > 0 ? ['', ...findings.flatMap((finding) => renderFinding(finding, style))] : []),
    '',
    ...wrap(safeText(report.reason), style.columns),
  ];
}

const colours = { passed: 'green', degraded: 'yellow', failed: 'red', waiting: 'yellow', unknown: 'yellow' } as const;
const marks = { passed: '✔', degraded: '!', failed: '✖', waiting: '?', unknown: '?' } as const;

function renderFinding({ name, outcome, found, allowed }: Finding, style: SmokeStyle): string[] {
  const paint = painter(style);
  const title = `  ${paint(colours[outcome], marks[outcome])} `;
  const [first = '', ...more] = wrap(safeText(name), style.columns - 4);
  const head = [title + first, ...more.map((line) => `    ${line}`)];
  if (outcome !== 'passed')
    return [...head, ...field('found', found, style), ...field('allowed', allowed ?? '', style)];
  const said = safeText(`${name}  ${found}`);
  return said.length <= style.columns - 4 ? [title + said] : [...head, ...field('found', found, style)];
}

function field(name: string, text: string, { columns }: SmokeStyle): string[] {
  if (text === '') return [];
  return wrap(safeText(text), Math.max(24, columns - 14)).map(
    (line, at) => `      ${(at === 0 ? name : '').padEnd(7)} ${line}`,
  );
}

function painter({ colour }: SmokeStyle) {
  return (format: Parameters<typeof styleText>[0], text: string) =>
    colour ? styleText(format, text, { validateStream: false }) : text;
}
