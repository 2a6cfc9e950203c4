import type { ProbeAnswer } from './http-probe.ts';

/** What made an answer: the release behind the load balancer, the load balancer itself, or a web ACL in front of it. */
export type AnswerSource = 'release' | 'load balancer' | 'web ACL';

/**
 * Tells an answer that an Application Load Balancer made itself from one that it passed on. It names itself in `Server`, unless that header
 * is switched off; then its own page for the status tells, which has nothing else in it. A web ACL's challenge carries a header of its own.
 * A `Server` of anything else (CloudFront, nginx, Envoy) is the release's as far as can be told.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/header-modification.html
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/waf-captcha-and-challenge-how-it-works.html
 */
export function sourceOf(answer: ProbeAnswer): AnswerSource {
  const { headers } = answer;
  if (headers['x-amzn-waf-action'] !== undefined) return 'web ACL';
  const server = headers['server']?.at(-1);
  if (server === undefined) return isOwnPage(answer) ? 'load balancer' : 'release';
  return /^awselb\//i.test(server) ? 'load balancer' : 'release';
}

/** While targets come and go a load balancer answers in their place: no target, a target that hung up, a target that took too long. */
export function isPassing({ status }: Pick<ProbeAnswer, 'status'>): boolean {
  return status === 502 || status === 503 || status === 504;
}

/** The page of a load balancer says the status twice. nginx's, which looks alike, has its name below a line. */
function isOwnPage({ status, body, headers }: ProbeAnswer): boolean {
  if (status < 400 || body.length > 2000 || !headers['content-type']?.[0]?.startsWith('text/html')) return false;
  const text = body.toString('latin1').replaceAll('\r\n', '\n').trim();
  const [, title, heading] =
    /^<html>\n<head><title>([^<]{1,60})<\/title><\/head>\n<body(?: bgcolor="white")?>\n<center><h1>([^<]{1,60})<\/h1><\/center>\n<\/body>\n<\/html>(?:\n<!-- a padding [^>]*-->)*$/.exec(
      text,
    ) ?? [];
  return title !== undefined && title === heading && title.startsWith(`${status} `);
}
