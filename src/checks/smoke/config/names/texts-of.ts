import { isJsonObject, type JsonValue } from '../../../../hook/json.ts';
import { textsOfAuth } from '../../auth/auth-config.ts';
import { namesIn } from '../../variables/template.ts';
import type { RequestBody } from '../body-config.ts';
import type { SmokeRequest } from '../request-config.ts';

/** A string that may have placeholders, and where it is in its request. */
type PlacedText = readonly [place: string, text: string];

/** The strings of a request that may have placeholders. */
export function textsOf(request: SmokeRequest): readonly PlacedText[] {
  const { path, headers, body, auth, contains } = request;
  return [
    ['path', path],
    ...textsOfJson('headers', headers),
    ...(body === undefined ? [] : textsOfBody(body)),
    ...(auth === undefined ? [] : textsOfAuth(auth).map(([key, text]): PlacedText => [`auth.${key}`, text])),
    ...textsOfJson('contains', contains ?? null),
    ...expectedTexts(request).map((text): PlacedText => ['expect', text]),
  ];
}

/** What the response is compared with, if it has placeholders. */
export function expectedTexts({ expect }: Pick<SmokeRequest, 'expect'>): readonly string[] {
  const found = new Set<string>();
  const search = (value: unknown) => {
    if (typeof value !== 'object' || value === null) return;
    if ('kind' in value && value.kind === 'template' && 'text' in value) found.add(String(value.text));
    else Object.values(value).forEach(search);
  };
  search(expect);
  return [...found];
}

/** The names of all placeholders of a request. */
export function namesUsedBy(request: SmokeRequest): ReadonlySet<string> {
  return new Set(textsOf(request).flatMap(([, text]) => namesIn(text)));
}

function textsOfBody(body: RequestBody): readonly PlacedText[] {
  if (body.kind === 'text') return [['body.text', body.text]];
  if (body.kind === 'json') return textsOfJson('body.json', body.value);
  return body.fields.map(([name, value]) => [`body.form.${name}`, value]);
}

function textsOfJson(place: string, value: JsonValue): readonly PlacedText[] {
  if (typeof value === 'string') return [[place, value]];
  if (Array.isArray(value)) return value.flatMap((each, index) => textsOfJson(`${place}[${index}]`, each));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, each]) => textsOfJson(`${place}.${key}`, each));
}
