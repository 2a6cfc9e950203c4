import * as v from 'valibot';
import { isJsonObject } from '../../../hook/json.ts';
import { refuseIf } from '../../refuse-if.ts';
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
    v.string(urlMessage),
    refuseIf((text: string) => whyNotUrl(text, rules)),
  );
}

const urlMessage = 'expected a URL such as "https://test.example.com:8443"';

function whyNotUrl(text: string, rules: AddressRules): string | undefined {
  const url = URL.parse(text);
  if (url === null) return urlMessage;
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'expected an http or https URL';
  if (url.username !== '' || url.password !== '') {
    return 'expected a URL without user name and password: use auth, and name the password in secrets';
  }
  if (/[?#]/.test(text)) return 'expected a URL without query and fragment';
  const clause = whyForbidden(url.hostname, rules);
  return clause && `expected another host: this is ${clause}`;
}

type Choosing = {
  baseUrl?: BaseUrl | undefined;
  host?: string | undefined;
  requests: readonly (string | { at?: string | undefined })[];
};

/** What is wrong with `at` of the requests, and with `host`, for these URLs; undefined if nothing is. */
export function whyNotAt({ baseUrl, host, requests }: Choosing, key: string): string | undefined {
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
  const url = urlAt(baseUrl, at);
  if (url === undefined) throw new RangeError('a request without a URL');
  return url;
}

/** The URL for a request with this `at`; undefined if there is none. */
export function urlAt(urls: BaseUrl, at: string | undefined): string | undefined {
  return typeof urls === 'string' ? urls : urls[at ?? ''];
}
