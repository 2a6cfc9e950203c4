import { isJsonObject } from '../../hook/json.ts';
import { type HookKind, templateNames } from '../../service-hooks/hook-kinds.ts';
import { hookArnsOf, type StackOutputs } from '../aws/stack.ts';
import { functionName } from '../deployment/snapshot/gate-nodes.ts';

/** One line of a hook's log. */
export type LogLine = { at: Date; text: string };

type LogQuestion = {
  group: string;
  /** The exact string that a line must contain. Default: any line. */
  contains?: string;
  from: Date;
  to: Date;
};

/** Reads a hook's log. Resolves to undefined if there is no such log group. */
export type ReadLog = (question: LogQuestion, signal: AbortSignal) => Promise<readonly LogLine[] | undefined>;

/** The function's log group: template.yaml names those of Greenlight's functions, Lambda the others. */
export function logGroupOf(hookArn: string, stack: StackOutputs | undefined): string {
  const own =
    stack && Object.entries(hookArnsOf(stack)).find(([, arn]) => hookArn === arn || hookArn.startsWith(`${arn}:`));
  // Its stack has a name of its own, with which CloudFormation begins the name of the function.
  if (own?.[0] === 'browser')
    return `/aws/lambda/${functionName(hookArn).replace(/-BrowserHook-.*$/, '')}/browser-hook`;
  return stack && own
    ? `/aws/lambda/${stack.stackName}/${templateNames[own[0] as HookKind].service}`
    : `/aws/lambda/${functionName(hookArn)}`;
}

/**
 * The lines that explain the answer: the last structured lines of this stage's invocations, each with its message and reason, and every
 * line about a crash or a timeout of the function.
 */
export function tellingLines(lines: readonly LogLine[], stage: string | undefined): readonly LogLine[] {
  const told = lines.flatMap(({ at, text }) => {
    const said = formatLine(text, stage);
    return said === undefined ? [] : [{ at, text: said }];
  });
  return told.slice(-maxTold);
}

const maxTold = 3;

function formatLine(text: string, stage: string | undefined): string | undefined {
  const entry = parse(text);
  if (!entry) return /Task timed out|Runtime exited|\bERROR\b|Unhandled/.test(text) ? text : undefined;
  const { message, reason, type, record, errorMessage, errorType } = entry;
  if (typeof reason === 'string' && (stage === undefined || entry['stage'] === undefined || entry['stage'] === stage)) {
    return `${String(message)}: ${reason}`;
  }
  // Lambda's own line with its log format JSON.
  if (
    type === 'platform.report' &&
    isJsonObject(record) &&
    (record['status'] === 'timeout' || record['status'] === 'error')
  ) {
    return `Lambda ended the function: ${record['status']}`;
  }
  if (typeof errorMessage === 'string') return `${String(errorType ?? 'Error')}: ${errorMessage}`;
  return entry['level'] === 'ERROR' ? String(message) : undefined;
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
