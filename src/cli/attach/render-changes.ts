import { styleText } from 'node:util';
import { isJsonObject, type JsonValue } from '../../hook/json.ts';
import type { HookFinding } from '../../service-hooks/finding.ts';
import type { HookDirectory } from '../../service-hooks/hook-directory.ts';
import { detailsOf, type LifecycleHook, stagesOf, timeoutOf } from '../../service-hooks/lifecycle-hook.ts';
import type { HookChange, HookChanges } from '../../service-hooks/merge-hooks.ts';
import { type IdentifiedHook, identifyHook, nameOfTarget } from '../../service-hooks/service-hook.ts';
import { holdsCredentials, isSecretName, showJson } from '../../wording/values.ts';
import { displayWidth, padCell } from '../terminal/display-width.ts';
import { wrap } from '../terminal/wrap.ts';
import { wrapAdvice } from '../terminal/wrap-command.ts';

export type RenderStyle = {
  colour: boolean;
  /** Longer lines are broken. Default: they do not end. */
  columns?: number | undefined;
};

/** A change, and what is known of the hook that it is about. */
export type ShownChange = HookChange & { hook: IdentifiedHook };

export function identifyChanges(changes: HookChanges, directory: HookDirectory | undefined): readonly ShownChange[] {
  return changes.map((each) => ({ ...each, hook: identifyHook(each.after ?? each.before, directory) }));
}

export type Colour = Parameters<typeof styleText>[0];

export const changeMarks = {
  kept: { mark: ' ', colour: 'dim' },
  added: { mark: '+', colour: 'green' },
  changed: { mark: '~', colour: 'yellow' },
  removed: { mark: '-', colour: 'red' },
} as const satisfies Record<HookChange['change'], { mark: string; colour: Colour }>;

/**
 * One paragraph for each hook, in ECS's words. Hooks that stay as they are share one line.
 *
 * ```
 *   kept     pause               POST_SCALE_UP            60 min, ROLLBACK
 * ~ changed  approval "release"  PRE_PRODUCTION_TRAFFIC…  300 min, ROLLBACK
 *              approvals: 1 → 2
 * ```
 */
export function renderChanges(changes: readonly ShownChange[], style: RenderStyle): readonly string[] {
  const nameWidth = Math.max(0, ...changes.map(({ hook }) => displayWidth(nameOfTarget(hook))));
  const stageWidth = Math.max(0, ...changes.map(({ hook }) => formatStages(hook).length));
  return changes.flatMap((each) => {
    const { hook } = each;
    const { mark, colour } = changeMarks[each.change];
    const name = padCell(nameOfTarget(hook), nameWidth);
    const timeout = `${hook.timeoutMinutes} min, ${hook.action}`;
    const head = `${mark} ${each.change.padEnd(7)}  ${name}  ${formatStages(hook).padEnd(stageWidth)}  ${timeout}`;
    const lines = [...breakLine(head, 11, style), ...detailLines(each).flatMap((line) => breakLine(line, 13, style))];
    return lines.map((line) => paint(colour, line, style));
  });
}

/** A line for each finding, its remedy below it. */
export function renderFindings(findings: readonly HookFinding[], style: RenderStyle): readonly string[] {
  return findings.flatMap(({ level, about, message, why, next }) => {
    const [mark, word, colour] = level === 'refusal' ? ['✖', 'refused', 'red'] : ['▲', 'warning', 'yellow'];
    return [
      ...breakLine(`${mark} ${word}  ${about}: ${message}`, 11, style).map((line) =>
        paint(colour as Colour, line, style),
      ),
      ...(why === undefined ? [] : breakLine(`           why: ${why}`, 13, style)),
      ...(next === undefined ? [] : renderNext(next, style)),
    ];
  });
}

function renderNext(next: string, { columns = Number.POSITIVE_INFINITY }: RenderStyle): string[] {
  return wrapAdvice(next, columns - 17).map((line, at) => `           ${at === 0 ? 'next:' : '     '} ${line}`);
}

function detailLines(change: HookChange): string[] {
  const indent = ' '.repeat(13);
  if (change.change === 'kept' || change.change === 'removed') return [];
  if (change.change === 'added') {
    const details = detailsOf(change.after);
    return isJsonObject(details)
      ? Object.entries(details).map(([key, value]) => `${indent}${key}: ${formatValue(value, key)}`)
      : [];
  }
  const [before, after] = [flatten(change.before), flatten(change.after)];
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((path) => before.get(path) !== after.get(path))
    .map((path) => `${indent}${path}: ${before.get(path) ?? 'not set'} → ${after.get(path) ?? 'not set'}`);
}

/** Every setting by its path, in the words that are shown. */
function flatten(hook: LifecycleHook): Map<string, string> {
  const { timeoutInMinutes, action } = timeoutOf(hook);
  const details = detailsOf(hook);
  const settings: [string, JsonValue | undefined][] = [
    ['targetType', hook.targetType ?? 'AWS_LAMBDA'],
    ['hookTargetArn', hook.hookTargetArn],
    ['roleArn', hook.roleArn],
    ['lifecycleStages', stagesOf(hook).join(', ')],
    ['timeoutInMinutes', timeoutInMinutes],
    ['action', action],
    ...(isJsonObject(details)
      ? Object.entries(details)
      : [['hookDetails', details] as [string, JsonValue | undefined]]),
  ];
  return new Map(
    settings.flatMap(([path, value]) => (value === undefined ? [] : [[path, plain(value, path)] as [string, string]])),
  );
}

function plain(value: JsonValue, key: string): string {
  return typeof value === 'string' && !isHidden(key) ? value : formatValue(value, key);
}

/** Header values are often credentials, as is what has the name of one, and a terminal is often shared. */
function formatValue(value: JsonValue, key: string): string {
  return isHidden(key) ? '…' : showJson(value);
}

/** `hookDetails` is one value only if it is not valid JSON: what is in it is not known. */
function isHidden(name: string): boolean {
  return /hook_?details/i.test(name) || holdsCredentials(name) || isSecretName(name);
}

function formatStages({ stages }: IdentifiedHook): string {
  return stages.join(', ') || 'no stage';
}

/** Goes on in the next line under `indent` spaces. */
export function breakLine(line: string, indent: number, { columns = Number.POSITIVE_INFINITY }: RenderStyle): string[] {
  const own = /^ */.exec(line)?.[0].length ?? 0;
  if (displayWidth(line) <= columns) return [line.trimEnd()];
  const [first = '', ...rest] = wrap(line.slice(own), columns - own);
  const more = rest.length === 0 ? [] : wrap(rest.join(' ').replace(/ {2,}/g, '  '), Math.max(20, columns - indent));
  return [`${' '.repeat(own)}${first}`.trimEnd(), ...more.map((each) => `${' '.repeat(indent)}${each.trim()}`)];
}

export function paint(colour: Colour, text: string, style: RenderStyle): string {
  return style.colour ? styleText(colour, text, { validateStream: false }) : text;
}
