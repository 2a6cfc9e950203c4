import * as v from 'valibot';
import { isJsonObject } from '../../../hook/json.ts';
import { type AddressRules, whyForbidden } from '../probe/forbidden-address.ts';

/** One URL for all requests, or several with names. */
export type BaseUrl = string | Readonly<Record<string, string>>;

/** The key `baseUrl`: a URL, or an object of names and URLs. */
export function makeBaseUrlSchema(rules: AddressRules) {
  const one = makeUrlSchema(rules);
  const several = v.pipe(
    v.record(v.pipe(v.string(), v.regex(/^[\w-]{1,40}$/, 'expected a name of letters, digits, - and _')), one),
    v.check((urls) => Object.keys(urls).length >= 1, 'expected at least one URL'),
    v.check((urls) => Object.keys(urls).length <= 10, 'expected at most 10 URLs'),
  );
  // Not a union: it would report that neither alternative fits instead of what is wrong with the intended one.
  return v.lazy((input) => (isJsonObject(input) ? several : one));
}

function makeUrlSchema(rules: AddressRules) {
  return v.pipe(
    v.string('expected a URL such as "https://test.example.com:8443"'),
    v.check((text) => parseUrl(text) !== undefined, 'expected a URL such as "https://test.example.com:8443"'),
    v.check((text) => /^https?:$/.test(parseUrl(text)?.protocol ?? 'http:'), 'expected an http or https URL'),
    v.check((text) => {
      const url = parseUrl(text);
      return !url?.username && !url?.password;
    }, 'expected a URL without user name and password: use auth, and name the password in secrets'),
    v.check((text) => !/[?#]/.test(text), 'expected a URL without query and fragment'),
    v.check(
      (text) => whyForbidden(parseUrl(text)?.hostname ?? '', rules) === undefined,
      ({ input }) => `expected another host: this is ${whyForbidden(parseUrl(input)?.hostname ?? '', rules)}`,
    ),
  );
}

function parseUrl(text: string): URL | undefined {
  return URL.parse(text) ?? undefined;
}

type Choosing = {
  baseUrl?: BaseUrl | undefined;
  host?: string | undefined;
  requests: readonly (string | { at?: string | undefined })[];
};

/** What is wrong with `at` of the requests, and with `host`, for these URLs; undefined if nothing is. */
export function whyNotAt({ baseUrl, host, requests }: Choosing, key = 'requests'): string | undefined {
  const chosen = requests.map((request) => (typeof request === 'string' ? undefined : request.at));
  if (typeof baseUrl !== 'object') {
    const at = chosen.find((name) => name !== undefined);
    return at === undefined ? undefined : `expected no at: baseUrl has no URL called "${at}"`;
  }
  if (host !== undefined) return 'expected no host next to several URLs in baseUrl';
  const wrong = chosen.findIndex((name) => name === undefined || !Object.hasOwn(baseUrl, name));
  if (wrong === -1) return undefined;
  return `expected at in ${key}[${wrong}] to be one of the names in baseUrl: ${Object.keys(baseUrl).join(', ')}`;
}

/** The URL that a request is sent below; whether there is one was checked before. */
export function baseUrlFor(baseUrl: BaseUrl, at: string | undefined): string {
  const url = typeof baseUrl === 'string' ? baseUrl : baseUrl[at ?? ''];
  if (url === undefined) throw new RangeError('a request without a URL');
  return url;
}
