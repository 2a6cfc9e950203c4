import { shorten } from '../../../wording/values.ts';
import type { ProbeAnswer } from '../probe/probe-answer.ts';

/**
 * The server of a response and the target of a redirect, as parts of a sentence: `server nginx`, `location https://shop.example/login`. Both come
 * from outside, so they are short and contain no query string, no user name and nothing that was sent.
 *
 * @param sent - values of the request that must not be shown
 */
export function formatSender({ headers }: ProbeAnswer, sent: readonly string[]): readonly string[] {
  const server = headers['server']?.at(-1);
  const location = headers['location']?.at(-1);
  return [
    ...(server === undefined ? [] : [`server ${hide(shorten(server, 60), sent)}`]),
    ...(location === undefined ? [] : [`location ${hide(formatLocation(location), sent)}`]),
  ];
}

/**
 * The same text without any of these values, in any case: whole, percent-encoded, escaped as in JSON, with the scheme or the name before them
 * left out (`Bearer …`, `session=…`), or cut off. Short ones, `true` and `false` are left: they hide nothing.
 *
 * @example hide('location /login/HUNTER2-pla…', ['hunter2-planted']) // 'location /login/…'
 */
export function hide(text: string, values: readonly string[]): string {
  const forms = [...new Set(values.flatMap(formsOf))].toSorted((one, other) => other.length - one.length);
  return forms.reduce((rest, form) => hideCut(rest.replace(anyCase(form), '…'), form), text);
}

const minSecret = 4;
/** The part of a value that would reveal it: `application` alone reveals nothing. */
const minPart = 8;

function formsOf(value: string): readonly string[] {
  const oneLine = value.trim().replace(/\s+/g, ' ');
  const whole = [value, oneLine, encodeURIComponent(value.toWellFormed()), JSON.stringify(value).slice(1, -1)];
  const parts = value.split(/[\s;,=]/).filter((part) => part.length >= minPart);
  return [...whole, ...parts].filter((form) => form.length >= minSecret && !/^(?:true|false)$/i.test(form));
}

function anyCase(form: string): RegExp {
  return new RegExp(form.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`), 'gi');
}

/** The rest of it before an ellipsis, if the text was shortened in the middle of it. */
function hideCut(text: string, form: string): string {
  const pieces = text.split('…');
  const last = pieces.length - 1;
  return pieces.map((piece, index) => (index === last ? piece : withoutCut(piece, form))).join('…');
}

function withoutCut(piece: string, form: string): string {
  return piece.slice(0, piece.length - cutLength(piece.toLowerCase(), form.toLowerCase()));
}

function cutLength(piece: string, form: string): number {
  for (let length = form.length; length >= minSecret; length -= 1) {
    if (piece.endsWith(form.slice(0, length))) return length;
  }
  return 0;
}

/** Where a redirect leads, without query string and user name. */
export function formatLocation(text: string): string {
  const url = URL.parse(text.slice(0, 4096), 'relative://here');
  if (url === null) return 'that is not a URL';
  if (url.protocol === 'relative:') return shorten(url.pathname, maxLocation);
  return /^https?:$/.test(url.protocol)
    ? shorten(url.origin + url.pathname, maxLocation)
    : `${shorten(url.protocol, 20)}…`;
}

const maxLocation = 200;
