import { CliError } from '../../command/cli-error.ts';
import { DraftCredentials } from './credentials.ts';
import { type CurlCommand, readCurl } from './curl-flags.ts';
import { type Draft, type DraftRequest, maxDraftRequests } from './draft.ts';
import { draftRequest, isSendable, withoutRepeats } from './draft-http.ts';
import { splitCommands } from './shell-words.ts';

/**
 * Drafts a suite from curl commands, as browsers copy them or as a script has them. Other commands are left out.
 *
 * @throws {CliError} if there is none, or if one does something that a suite cannot express
 */
export function draftFromCurl(text: string): Draft {
  const commands = commandsIn(text);
  const curls = commands.filter(([name]) => name !== undefined && isCurl(name)).map(([, ...words]) => readCurl(words));
  if (curls.length === 0)
    throw new CliError('there is no curl command in it', { next: 'copy it as cURL (bash) from the browser' });
  const credentials = new DraftCredentials();
  const urls = curls.map(urlOf);
  const [first] = urls;
  const elsewhere = urls.filter(({ origin }) => origin !== first?.origin);
  const requests = curls.flatMap((curl, index) => {
    const url = urls[index];
    return url === undefined || url.origin !== first?.origin ? [] : [requestOf(curl, url, credentials)];
  });
  return {
    url: first?.origin,
    requests: withoutRepeats(requests.map((request) => credentials.hideAgain({ ...request }))).slice(
      0,
      maxDraftRequests,
    ) as readonly DraftRequest[],
    secrets: credentials.names,
    notes: notesOn(curls, commands.length - curls.length, elsewhere.length),
  };
}

function commandsIn(text: string): readonly (readonly string[])[] {
  if (/\^\s*\r?\n|curl(?:\.exe)? \^?"/.test(text) && text.includes('^')) {
    throw new CliError('this is a command for Windows (cmd)', { next: 'copy it as cURL (bash)' });
  }
  try {
    return splitCommands(text);
  } catch (cause) {
    throw new CliError('the command has a quote that is not closed', {
      next: 'put the whole command into a file, and write --from file.sh',
      cause,
    });
  }
}

function isCurl(name: string): boolean {
  return /(?:^|\/)curl(?:\.exe)?$/.test(name);
}

function urlOf({ url = '' }: CurlCommand): URL {
  const parsed = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(url) ? url : `http://${url}`);
  if (url === '' || parsed === null || !/^https?:$/.test(parsed.protocol)) {
    throw new CliError('a curl command has no URL with http or https', {
      next: 'write it into the command: curl https://test.example.com/health',
    });
  }
  return parsed;
}

function requestOf(curl: CurlCommand, at: URL, credentials: DraftCredentials): DraftRequest {
  const { data, isJson, isHead, isGet, user, followRedirects, timeoutSeconds } = curl;
  const url = new URL(at);
  const body = data.length > 0 ? data.join(isJson ? '' : '&') : undefined;
  if (isGet && body !== undefined) url.search = [url.search.slice(1), body].filter(Boolean).join('&');
  const method = curl.method ?? (isHead ? 'HEAD' : body === undefined || isGet ? 'GET' : 'POST');
  if (!isSendable(method)) throw new CliError(`a suite cannot send ${method}`, { next: 'leave that command out' });
  const headers: readonly (readonly [string, string])[] = [
    ...curl.headers,
    ...(isJson && !curl.headers.some(([name]) => /^content-type$/i.test(name))
      ? [['content-type', 'application/json'] as [string, string]]
      : []),
  ];
  const cookie = headers.find(([name]) => /^cookie$/i.test(name))?.[1];
  const request = draftRequest({ method, url, headers, body: isGet ? undefined : body }, credentials);
  return {
    ...request,
    ...(cookie !== undefined && {
      headers: { ...request.headers, cookie: credentials.take('cookie', cookie, 'the cookies') },
    }),
    ...(user !== undefined && { auth: credentials.basic(user) }),
    ...(followRedirects && { followRedirects: 5 }),
    ...(timeoutSeconds !== undefined && { timeoutSeconds }),
  };
}

function notesOn(curls: readonly CurlCommand[], others: number, elsewhere: number): string[] {
  return [
    ...(curls.some(({ unverified }) => unverified) ? ['The command had -k. Here certificates are verified.'] : []),
    ...(elsewhere > 0 ? [`Left out: ${elsewhere} requests to other hosts; they need a suite of their own.`] : []),
    ...(others > 0 ? [`Left out: ${others} commands other than curl.`] : []),
  ];
}
