import { shorten } from '../../hook/describe.ts';
import type { ProbeAnswer } from './http-probe.ts';

/**
 * Who answered, and where an answer leads, as parts of a sentence: `server nginx`, `location https://shop.example/login`. Both come from
 * outside, so they are short and carry no query string, no user name and none of what was sent.
 *
 * @param sent - values of the request that are nobody's business
 */
export function describeSender({ headers }: ProbeAnswer, sent: readonly string[]): readonly string[] {
  const server = headers['server']?.at(-1);
  const location = headers['location']?.at(-1);
  return [
    ...(server === undefined ? [] : [`server ${hide(shorten(server, 60), sent)}`]),
    ...(location === undefined ? [] : [`location ${hide(describeLocation(location), sent)}`]),
  ];
}

/** The same text without any of these values, also if they are percent-encoded. Short ones are left: they hide nothing. */
export function hide(text: string, values: readonly string[]): string {
  return values
    .filter((value) => value.length >= shortestSecret)
    .flatMap((value) => [value, encodeURIComponent(value.toWellFormed())])
    .reduce((rest, value) => rest.replaceAll(value, '…'), text);
}

const shortestSecret = 4;

function describeLocation(text: string): string {
  const url = URL.parse(text.slice(0, 4096), 'relative://here');
  if (url === null) return 'that is not a URL';
  if (url.protocol === 'relative:') return shorten(url.pathname, longestLocation);
  return /^https?:$/.test(url.protocol)
    ? shorten(url.origin + url.pathname, longestLocation)
    : `${shorten(url.protocol, 20)}…`;
}

const longestLocation = 200;
