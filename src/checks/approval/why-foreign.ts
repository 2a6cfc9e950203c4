import * as v from 'valibot';
import type { ApprovalRequest } from '../../approval/request/request.ts';
import { isJsonObject } from '../../hook/json.ts';
import { shorten } from '../../wording/values.ts';
import { type ApprovalConfig, approvalConfigSchema } from './approval-config.ts';

type Settings = Readonly<Record<string, unknown>>;

/**
 * Why a request is not the one that this gate would have opened: another hook at the same stage without its own `gate` has opened it, or somebody
 * who may call the function. Accepting it would accept the decision of the wrong people.
 *
 * A request from before `asked` was recorded is compared by reviewers and number of approvals alone. A setting that did not exist when the
 * request was opened counts as its default. `deadline` itself is not compared, because an operator may move it.
 *
 * @returns what differs and what to do about it; undefined if the request is the gate's own
 */
export function whyForeign(request: ApprovalRequest, revisionId: string, config: ApprovalConfig): string | undefined {
  const { subject, reviewers, approvals, excluded, asked } = request;
  const own: Settings = { ...config, revision: revisionId };
  const stored: Settings = { ...(asked ?? config), reviewers, approvals, excluded, revision: subject.revisionId };
  const defaults: Settings = v.parse(approvalConfigSchema, {});
  const differences = [...new Set([...Object.keys(stored), ...Object.keys(own)])].flatMap((name) => {
    const found = formatAsked(stored[name] ?? defaults[name]);
    const wanted = formatAsked(own[name] ?? defaults[name]);
    return found === wanted ? [] : [`${name} ${shorten(found, 55)} instead of ${shorten(wanted, 55)}`];
  });
  if (differences.length === 0) return undefined;

  const more = differences.length > 2 ? ` and ${differences.length - 2} more` : '';
  return `another hook at this stage, or somebody who called this function, opened this gate's request with ${differences.slice(0, 2).join(', ')}${more}; give each hook at the same stage its own \`gate\` in hookDetails, and deploy again`;
}

/** People are the same in any order, and so are rules. */
function formatAsked(value: unknown): string {
  return value === undefined ? 'none' : JSON.stringify(sorted(value));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(sorted).sort((left, right) => JSON.stringify(left).localeCompare(JSON.stringify(right)));
  }
  if (!isJsonObject(value)) return value;
  const keys = Object.keys(value).sort();
  return Object.fromEntries(keys.map((key) => [key, sorted(value[key])]));
}
