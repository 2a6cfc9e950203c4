import type { ProbeAnswer } from '../probe/probe-answer.ts';

/** What produced a response: the release behind the load balancer, the load balancer itself, or a web ACL in front of it. */
type AnswerSource = 'release' | 'load balancer' | 'web ACL';

/**
 * Distinguishes a response that an Application Load Balancer produced itself from one that it passed on. It names itself in `Server`, unless that
 * header is switched off; then its page is recognized, which contains only the status. A web ACL's challenge has its own header. Any other
 * `Server` (CloudFront, nginx, Envoy) counts as the release's.
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

/** While targets come and go, a load balancer responds for them: no target, a target that hung up, a target that took too long. */
export function isPassing({ status }: Pick<ProbeAnswer, 'status'>): boolean {
  return status === 502 || status === 503 || status === 504;
}

/** The page of a load balancer shows the status twice. nginx's looks alike, but has its name below a line. */
function isOwnPage({ status, body, headers }: ProbeAnswer): boolean {
  if (status < 400 || body.length > 2000 || !headers['content-type']?.[0]?.startsWith('text/html')) return false;
  const text = body.toString('latin1').replaceAll('\r\n', '\n').trim();
  const [, title, heading] =
    /^<html>\n<head><title>([^<]{1,60})<\/title><\/head>\n<body(?: bgcolor="white")?>\n<center><h1>([^<]{1,60})<\/h1><\/center>\n<\/body>\n<\/html>(?:\n<!-- a padding [^>]*-->)*$/.exec(
      text,
    ) ?? [];
  return title !== undefined && title === heading && title.startsWith(`${status} `);
}
