import { shorten } from '../../../wording/values.ts';
import type { Compare } from '../config/compare-config.ts';
import { bodyProblem, parseBody } from '../expect/find-values.ts';
import { hide } from '../judge/format-answer.ts';
import type { ProbeAnswer } from '../probe/probe-answer.ts';
import { shapeOf } from './json-shape.ts';
import { compareLatency } from './latency.ts';
import { shapeDifferences } from './shape-differences.ts';
import type { Sides } from './sides.ts';
import { valueDifferences } from './value-differences.ts';

/** What differs, as clauses for people, and what is only mentioned. */
export type Compared = { differences: readonly string[]; notes: readonly string[] };

/** More are only counted. */
const maxShown = 3;

/**
 * Compares the answers of both versions to one request; at least one of each. The status, the shape and the chosen values of all answers of a side
 * count together, so that one that is different by chance is no difference if it is different on both sides.
 *
 * @param sent - values that no output may show
 */
export function compareAnswers(compare: Compare, answers: Sides<ProbeAnswer>, sent: readonly string[]): Compared {
  const latency = compareLatency(timesOf(answers), compare);
  const times = `median ${latency.green} ms, blue ${latency.blue} ms`;
  const body = compare.shape !== false || compare.values.length > 0 ? compareBodies(compare, answers) : nothing;
  const differences = [
    ...(compare.status ? statusDifferences(answers) : []),
    ...body.differences,
    ...(latency.isSlower ? [`slower than ${compare.maxLatencyRatio} × blue`] : []),
  ];
  const shown = differences.slice(0, maxShown).map((text) => hide(shorten(text, 200), sent));
  const hidden = differences.length - shown.length;
  return {
    differences: hidden > 0 ? [...shown, `${hidden} more`] : shown,
    notes: [...body.notes.slice(0, maxShown).map((text) => hide(shorten(text, 200), sent)), times],
  };
}

/** What is allowed, for the report. */
export function formatCompare({ status, shape, values, maxLatencyRatio, floorMillis }: Compare): string {
  const same = [
    ...(status ? ['status'] : []),
    ...(shape === false ? [] : ['shape of the JSON']),
    ...values.map(({ text }) => text),
  ];
  return [
    ...(same.length > 0 ? [`${same.join(', ')} as blue`] : []),
    `median up to ${maxLatencyRatio} × blue, or ${floorMillis} ms`,
  ].join('; ');
}

const nothing: Compared = { differences: [], notes: [] };

function timesOf({ blue, green }: Sides<ProbeAnswer>) {
  return { blue: blue.map(({ tookMs }) => tookMs), green: green.map(({ tookMs }) => tookMs) };
}

function statusDifferences({ blue, green }: Sides<ProbeAnswer>): readonly string[] {
  const known = new Set(blue.map(({ status }) => status));
  const others = new Set(green.map(({ status }) => status)).difference(known);
  return others.size === 0 ? [] : [`status ${[...others].join(' and ')} instead of ${[...known].join(' or ')}`];
}

function compareBodies({ shape, values }: Compare, answers: Sides<ProbeAnswer>): Compared {
  const [problem] = [...answers.blue, ...answers.green].flatMap((answer) => bodyProblem(answer) ?? []);
  if (problem !== undefined) return different(`not comparable: body ${problem}`);
  const [blue, green] = [documentsOf(answers.blue), documentsOf(answers.green)];
  const isOnlyBlue = green.length < answers.green.length && blue.length === answers.blue.length;
  if (isOnlyBlue || (green.length === 0 && blue.length > 0)) {
    return different('body is not valid JSON, and that of blue is');
  }
  if (blue.length === 0 && green.length > 0) return different('body is JSON, and that of blue is not');
  if (green.length === 0) return values.length > 0 ? different('body is not valid JSON on either side') : nothing;
  const ofShape = shape === false ? [] : shapeDifferences(shapeOf(blue), shapeOf(green));
  const isAllowed = (kind: string) => shape === 'compatible' && kind === 'added';
  const textsOf = (isNote: boolean) => ofShape.filter(({ kind }) => isAllowed(kind) === isNote).map(({ text }) => text);
  return { differences: [...textsOf(false), ...valueDifferences(values, { blue, green })], notes: textsOf(true) };
}

function different(text: string): Compared {
  return { differences: [text], notes: [] };
}

function documentsOf(answers: readonly ProbeAnswer[]): readonly unknown[] {
  return answers.flatMap((answer) => {
    const body = parseBody(answer);
    return 'value' in body ? [body.value] : [];
  });
}
