import { CliError } from '../../command/cli-error.ts';
import { DraftCredentials } from './credentials.ts';
import { type Draft, type DraftRequest, maxDraftRequests } from './draft.ts';
import { draftRequest, expectType, isObject, isSendable, type SourceRequest, withoutRepeats } from './draft-http.ts';

type Entry = SourceRequest & { status: number; type: string | undefined };

/**
 * Drafts a suite from a recording of a browser. Pages and data of the host that most requests went to are kept; images, styles, scripts, cookies
 * and preflight requests are not.
 *
 * @see http://www.softwareishard.com/blog/har-12-spec/
 * @throws {CliError} if nothing of it can be used
 */
export function draftFromHar(har: unknown): Draft {
  const all = entriesOf(har);
  const origin = mostFrequent(all.map(({ url }) => url.origin));
  const own = all.filter(({ url }) => url.origin === origin);
  const useful = own.filter(
    (entry) => isSendable(entry.method) && !isAsset(entry) && !isPreflight(entry) && entry.status >= 200,
  );
  if (useful.length === 0)
    throw new CliError('the recording has no request that a suite can send', {
      next: 'record the pages and calls that you want to test',
    });
  const credentials = new DraftCredentials();
  const requests = useful.map((entry) => requestOf(entry, credentials));
  const distinct = withoutRepeats(requests.map((request) => credentials.hideAgain({ ...request } as never)));
  const writes = new Set(
    useful.filter(({ method }) => !/^(?:GET|HEAD|OPTIONS)$/.test(method)).map(({ method }) => method),
  );
  return {
    url: origin,
    requests: distinct.slice(0, maxDraftRequests),
    secrets: credentials.names,
    notes: [
      ...(all.length > own.length ? [`Left out: ${all.length - own.length} requests to other hosts.`] : []),
      ...(own.length > useful.length
        ? [`Left out: ${own.length - useful.length} requests for images, styles and scripts, and preflights.`]
        : []),
      ...(distinct.length > maxDraftRequests
        ? [`Left out: ${distinct.length - maxDraftRequests} requests over ${maxDraftRequests}.`]
        : []),
      ...(useful.some(({ headers }) => headers.some(([name]) => /^cookie$/i.test(name)))
        ? ['Cookies were removed: pages behind a login need requests that log in first.']
        : []),
      ...(writes.size > 0 ? [`It has ${[...writes].join(', ')}: each run changes data.`] : []),
    ],
  };
}

function requestOf(entry: Entry, credentials: DraftCredentials): DraftRequest {
  const { status, type } = entry;
  const expect = status < 300 ? expectType(type) : undefined;
  return {
    ...draftRequest(entry, credentials),
    ...(status !== 200 && { status: status === 304 ? 200 : status }),
    ...(expect !== undefined && { expect }),
  };
}

function entriesOf(har: unknown): readonly Entry[] {
  const log = isObject(har) ? har['log'] : undefined;
  const entries = isObject(log) && Array.isArray(log['entries']) ? log['entries'] : [];
  return entries.flatMap(readEntry);
}

/** None if it lacks what every recording has. */
function readEntry(entry: unknown): readonly Entry[] {
  const { request, response } = isObject(entry) ? entry : {};
  if (!isObject(request) || !isObject(response)) return [];
  const { method, url, headers, postData } = request;
  const parsed = typeof url === 'string' ? URL.parse(url) : null;
  if (parsed === null || !/^https?:$/.test(parsed.protocol) || typeof method !== 'string') return [];
  const pairs = Array.isArray(headers)
    ? headers.filter(isObject).map(({ name, value }) => [String(name), String(value)] as const)
    : [];
  const { content } = response;
  const mimeType = isObject(content) ? content['mimeType'] : undefined;
  const text = isObject(postData) ? postData['text'] : undefined;
  const type = isObject(postData) ? postData['mimeType'] : undefined;
  const hasType = pairs.some(([name]) => /^content-type$/i.test(name));
  return [
    {
      method: method.toUpperCase(),
      url: parsed,
      headers: hasType || typeof type !== 'string' ? pairs : [...pairs, ['content-type', type]],
      body: typeof text === 'string' && text !== '' ? text : undefined,
      status: Number(response['status']) || 0,
      type: typeof mimeType === 'string' ? mimeType : undefined,
    },
  ];
}

function isAsset({ url, type = '' }: Entry): boolean {
  return (
    /^(?:image|font|audio|video)\/|^text\/css|javascript|wasm|^application\/(?:font|x-font)/i.test(type) ||
    /\.(?:css|m?js|map|png|jpe?g|gif|svg|webp|avif|ico|woff2?|ttf|otf|eot|mp4|webm|mp3)$/i.test(url.pathname)
  );
}

function isPreflight({ method, headers }: Entry): boolean {
  return method === 'OPTIONS' && headers.some(([name]) => /^access-control-request-method$/i.test(name));
}

function mostFrequent(origins: readonly string[]): string | undefined {
  const counted = [...Map.groupBy(origins, (origin) => origin)].toSorted(
    ([, one], [, other]) => other.length - one.length,
  );
  return counted[0]?.[0];
}
