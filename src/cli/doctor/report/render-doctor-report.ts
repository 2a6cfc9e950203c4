import { styleText } from 'node:util';
import type { Severity } from '../../../service-hooks/rules/rule.ts';
import type { ServiceRef } from '../../aws/service-ref.ts';
import { safeText } from '../../terminal/safe-text.ts';
import { wrap } from '../../terminal/wrap.ts';
import { wrapAdvice, wrapCommand } from '../../terminal/wrap-command.ts';
import { groups } from '../facts/outcome.ts';
import { saveHooks, sendHooks } from '../judge/format-change.ts';
import type { DoctorReport } from './doctor-report.ts';

export type ReportStyle = {
  colour: boolean;
  columns: number;
  verbose: boolean;
  /** Makes a command use the same account, Region and stack as this one. */
  elsewhere: (command: string) => string;
};

const titles: Readonly<Record<string, string>> = {
  app: 'The deployed app',
  notifications: 'Who is asked',
  roles: 'Roles that call hooks',
  hooks: 'Hooks of the service',
  traffic: 'Traffic',
  alarms: 'Alarms',
};

/** The report for people, group by group, and a line that counts. Commands can be pasted. */
export function renderDoctorReport(report: DoctorReport, style: ReportStyle): readonly string[] {
  const { stack, region, cluster, service, findings } = report;
  const subject = service === undefined ? `stack ${stack}` : `${cluster}/${service}, stack ${stack}`;
  const paint = painter(style);
  const sections = groups.flatMap((group) => {
    const lines = [
      ...findings.filter((each) => each.group === group).flatMap((each) => renderFinding(each, style)),
      ...renderNotChecked(
        report.notChecked.filter((each) => each.group === group),
        style,
      ),
      ...(style.verbose
        ? report.fine.filter((each) => each.group === group).flatMap((each) => renderFine(each, style))
        : []),
    ];
    return lines.length === 0 ? [] : ['', paint('bold', titles[group] ?? group), ...lines];
  });
  const isAboutHooks =
    cluster !== undefined && service !== undefined && findings.some(({ fix }) => / in hooks\.json/.test(fix));
  return [
    ...wrap(safeText(`${subject}, ${region}`), style.columns).map((line) => paint('bold', line)),
    ...sections,
    ...(isAboutHooks ? renderHooksFile({ cluster, service }, style) : []),
    ...renderAllow(report, style),
    '',
    renderSummary(report, style),
  ];
}

function renderAllow({ notChecked }: DoctorReport, style: ReportStyle): string[] {
  const actions = [...new Set(notChecked.flatMap(({ allow }) => allow ?? []))];
  if (actions.length === 0) return [];
  const text = `To have the rest checked, allow ${actions.join(', ')}`;
  return ['', ...wrap(text, style.columns)];
}

/** Once for all that is to be changed there. */
function renderHooksFile(service: ServiceRef, { elsewhere, columns }: ReportStyle): string[] {
  return [
    '',
    'hooks.json holds all hooks of the service. Save, change and send them:',
    ...[saveHooks(service), sendHooks(service)].flatMap((command) =>
      wrapCommand(elsewhere(command), columns - 2).map((line) => `  ${line}`),
    ),
  ];
}

const marks: Readonly<Record<Severity, { symbol: string; colour: 'red' | 'yellow' | 'cyan' }>> = {
  error: { symbol: '✖', colour: 'red' },
  warning: { symbol: '▲', colour: 'yellow' },
  note: { symbol: '●', colour: 'cyan' },
};

function renderFinding(finding: DoctorReport['findings'][number], style: ReportStyle): string[] {
  const { severity, title, about, found, why, fix, id, docs } = finding;
  const { symbol, colour } = marks[severity];
  const paint = painter(style);
  const [first = '', ...more] = wrap(safeText(`${severity}: ${title}`), style.columns - 4);
  return [
    `  ${paint(colour, `${symbol} ${first}`)}`,
    ...more.map((line) => `    ${paint(colour, line)}`),
    ...field('found', found.startsWith(about.split(' ')[0] ?? '') ? found : `${about}: ${found}`, style),
    ...field('why', why, style),
    ...renderFix(fix, style),
    ...(docs === undefined ? [] : field('docs', docs, style)),
    ...field('rule', id, style).map((line) => paint('dim', line)),
  ];
}

/** A command gets lines of its own, which can be pasted. */
function renderFix(whole: string, style: ReportStyle): string[] {
  // How to send hooks.json is printed once, below.
  const fix = whole.replace(/ in hooks\.json, then send it: .*$/, ' in hooks.json');
  const at = fix.search(/(?:^|: |; )(?:aws|sam|npm|greenlight) [a-z]/);
  if (at === -1) return field('fix', fix, style);
  const command = fix.slice(at).replace(/^[:;] /, '');
  const prose = fix.slice(0, at);
  const lines = wrapAdvice(safeText(command), style.columns - 11);
  return prose === ''
    ? lines.map((line, index) => `    ${(index === 0 ? 'fix' : '').padEnd(6)} ${line}`)
    : [...field('fix', `${prose}:`, style), ...lines.map((line) => `           ${line}`)];
}

/** Each obstacle once, with everything that it keeps from being checked. */
function renderNotChecked(list: DoctorReport['notChecked'], style: ReportStyle): string[] {
  const paint = painter(style);
  return [...Map.groupBy(list, ({ why }) => why)].flatMap(([why, same]) => {
    const what = [...Map.groupBy(same, ({ title }) => title)].map(
      ([title, each]) => `whether ${title} (${[...new Set(each.map(({ about }) => about))].join(', ')})`,
    );
    const [first = '', ...more] = wrap(safeText(`not checked: ${why}`), style.columns - 4);
    return [
      `  ${paint('magenta', `? ${first}`)}`,
      ...more.map((line) => `    ${paint('magenta', line)}`),
      ...what.flatMap((line) =>
        wrap(safeText(line), style.columns - 11).map((part, at) => `    ${at === 0 ? '     - ' : '       '}${part}`),
      ),
    ];
  });
}

function renderFine({ about, said, id }: DoctorReport['fine'][number], style: ReportStyle): string[] {
  const paint = painter(style);
  const [first = '', ...more] = wrap(safeText(`fine: ${about}: ${said} (${id})`), style.columns - 4);
  return [`  ${paint('green', '✔')} ${first}`, ...more.map((line) => `    ${line}`)];
}

function field(name: string, text: string, { columns }: ReportStyle): string[] {
  return wrap(safeText(text), Math.max(24, columns - 11)).map(
    (line, at) => `    ${(at === 0 ? name : '').padEnd(6)} ${line}`,
  );
}

function renderSummary({ summary }: DoctorReport, style: ReportStyle): string {
  const { errors, warnings, notes, fine, notChecked } = summary;
  const paint = painter(style);
  const some = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;
  return [
    errors > 0 ? paint('red', some(errors, 'error', 'errors')) : '0 errors',
    warnings > 0 ? paint('yellow', some(warnings, 'warning', 'warnings')) : '0 warnings',
    ...(notes > 0 ? [some(notes, 'note', 'notes')] : []),
    `${fine} fine`,
    ...(notChecked > 0 ? [paint('magenta', `${notChecked} not checked`)] : []),
  ].join(', ');
}

function painter({ colour }: ReportStyle) {
  return (format: Parameters<typeof styleText>[0], text: string) =>
    colour ? styleText(format, text, { validateStream: false }) : text;
}
