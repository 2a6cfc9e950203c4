import { isJsonObject, type JsonValue } from '../../../hook/json.ts';
import { parseJson } from '../../../hook/parse-json.ts';
import { isSecretName } from '../../../wording/values.ts';
import { type DraftCredentials, escapeBraces } from './credentials.ts';
import type { DraftRequest } from './draft.ts';

/** An HTTP request as it was recorded or written, with its credentials. */
export type SourceRequest = {
  method: string;
  url: URL;
  headers: readonly (readonly [name: string, value: string])[];
  body: string | undefined;
};

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** Whether a suite can send it. */
export function isSendable(method: string): boolean {
  return methods.has(method);
}

/** What is sent, with names where credentials were. */
export function draftRequest(
  { method, url, headers, body }: SourceRequest,
  credentials: DraftCredentials,
): DraftRequest {
  const sent = headers.map(([name, value]) => [name.toLowerCase(), value] as const);
  const authorization = sent.find(([name]) => name === 'authorization')?.[1];
  const user = decodeURIComponent(url.username);
  const auth =
    authorization !== undefined
      ? credentials.auth(authorization)
      : user === ''
        ? undefined
        : credentials.basic(`${user}:${decodeURIComponent(url.password)}`);
  const kept = sent.filter(([name]) => isKept(name) && !(name === 'authorization' && auth !== undefined));
  const type = sent.find(([name]) => name === 'content-type')?.[1] ?? '';
  const written =
    body === undefined || method === 'GET' || method === 'HEAD' ? undefined : bodyOf(body, type, credentials);
  return {
    ...(method !== 'GET' && { method }),
    path: pathOf(url, credentials),
    ...(kept.length > 0 && {
      headers: Object.fromEntries(
        kept.map(([name, value]) => [name, credentials.text(name, printable(value), `the header ${name}`)]),
      ),
    }),
    ...(auth !== undefined && { auth }),
    ...(written !== undefined && { body: written }),
  };
}

/** The check sets some itself, the body has its own, and what browsers add says nothing about the service. */
function isKept(name: string): boolean {
  return (
    /^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(name) &&
    !/^(?:host|connection|content-length|content-type|transfer-encoding|accept-encoding|keep-alive|upgrade.*|te|trailer|expect|proxy-.*|cache-control|pragma|priority|dnt|origin|referer|user-agent|accept-language|if-.*|sec-.*|:.*|cookie2?|x-forwarded-.*|x-amzn-trace-id|traceparent|tracestate)$/.test(
      name,
    )
  );
}

function pathOf({ pathname, searchParams }: URL, credentials: DraftCredentials): string {
  const path = escapeBraces(pathname.replaceAll('%7B%7B', '{{').replaceAll('"', '%22'));
  const pairs = [...searchParams].map(([name, value]) => {
    const shown = credentials.text(name, value, `the query parameter ${name}`);
    return `${encode(name)}=${shown.startsWith('{{') && !shown.startsWith('{{{{') ? shown : encode(value)}`;
  });
  return pairs.length === 0 ? path : `${path}?${pairs.join('&')}`;
}

function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

function bodyOf(body: string, type: string, credentials: DraftCredentials): JsonValue {
  const json = /json/i.test(type) || /^\s*[{[]/.test(body) ? parseJson(body) : undefined;
  if (json !== undefined) return { json: credentials.json(json as JsonValue, 'a value of the body') };
  if (type === '' || /x-www-form-urlencoded/i.test(type)) return { form: formOf(body, credentials) };
  return {
    text: isSecretName(body.slice(0, 200))
      ? credentials.take('body', body, 'the body')
      : credentials.text('', body, 'the body'),
    type: type.split(';')[0]?.trim() ?? 'text/plain',
  };
}

function formOf(body: string, credentials: DraftCredentials): JsonValue {
  const fields = [...new URLSearchParams(body)];
  const names = [...new Set(fields.map(([name]) => name))];
  return Object.fromEntries(
    names.map((name) => {
      const values = fields
        .filter(([each]) => each === name)
        .map(([, value]) => credentials.text(name, value, `the field ${name}`));
      return [name, values.length === 1 ? (values[0] ?? '') : values];
    }),
  );
}

function printable(value: string): string {
  return value.replace(/[^\t\x20-\x7e]/g, '?');
}

/** The content type of an answer, as an expectation. */
export function expectType(contentType: string | undefined): JsonValue | undefined {
  const [type = ''] = contentType?.toLowerCase().split(';') ?? [];
  return /^[\w.+-]+\/[\w.+-]+$/.test(type.trim())
    ? { header: { 'content-type': { startsWith: type.trim() } } }
    : undefined;
}

/** Requests that are the same in everything are one. */
export function withoutRepeats(requests: readonly DraftRequest[]): readonly DraftRequest[] {
  return [...new Map(requests.map((request) => [JSON.stringify(request), request])).values()];
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return isJsonObject(value);
}
