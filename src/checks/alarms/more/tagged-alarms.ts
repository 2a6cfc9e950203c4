import { isJsonObject } from '../../../hook/json.ts';
import { shorten } from '../../../wording/values.ts';

/** Sends a request to `GetResources` of the Resource Groups Tagging API, signed, and returns what it answered. Rejects if there was no answer. */
export type PostToTagging = (
  body: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
) => Promise<{ status: number; body: string }>;

/**
 * The names of the alarms that have all of these tags; stops as soon as there are more than `max`. CloudWatch itself cannot search by tags.
 *
 * @see https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html
 */
export async function taggedAlarms(
  post: PostToTagging,
  tags: Readonly<Record<string, string>>,
  max: number,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const TagFilters = Object.entries(tags).map(([Key, value]) => ({ Key, Values: [value] }));
  const names = new Set<string>();
  let PaginationToken: unknown;
  do {
    const request = { TagFilters, ResourceTypeFilters: ['cloudwatch:alarm'], ResourcesPerPage: 100 };
    const answer = await post({ ...request, ...(PaginationToken ? { PaginationToken } : {}) }, signal);
    const { arns, token } = readPage(answer);
    for (const arn of arns) names.add(nameOf(arn));
    PaginationToken = token;
  } while (PaginationToken && names.size <= max);
  return [...names];
}

type Page = { token: unknown; arns: readonly string[] };

function readPage({ status, body }: { status: number; body: string }): Page {
  const answer = parse(body);
  const { ResourceTagMappingList: list, PaginationToken: token, __type: type, message } = answer;
  if (status !== 200 || !Array.isArray(list)) {
    const said = [type, message].filter((part) => typeof part === 'string').join(': ');
    throw new Error(`tag:GetResources answered ${status}: ${shorten(said || 'something that cannot be read', 300)}`);
  }
  const arns = list.map((entry: unknown) => (isJsonObject(entry) ? entry['ResourceARN'] : undefined));
  return { token, arns: arns.map(String) };
}

/** A name may itself contain colons. */
function nameOf(arn: string): string {
  const [, name] = /^arn:[^:]+:cloudwatch:[^:]*:[^:]*:alarm:(.+)$/s.exec(arn) ?? [];
  if (name === undefined) throw new Error(`tag:GetResources listed ${shorten(arn, 100)}, which is not an alarm`);
  return name;
}

function parse(body: string): Readonly<Record<string, unknown>> {
  try {
    const answer: unknown = JSON.parse(body);
    return isJsonObject(answer) ? answer : {};
  } catch {
    return {};
  }
}
