import { createHash } from 'node:crypto';
import { problemScript, refreshScript } from './refresh.ts';
import { homeCss, picturesCss, requestCss } from './sheets.ts';
import { deskCss } from './style.ts';

/** As a policy names an inline style or script. */
function hashOf(content: string): string {
  return `'sha256-${createHash('sha256').update(content).digest('base64')}'`;
}

/** Sent with every response of the desk. Nothing but its own pictures, style and script is loaded, and nothing framed, cached or referred to. */
export const deskHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': `default-src 'none'; img-src 'self'; style-src ${[deskCss, requestCss, picturesCss, homeCss].map(hashOf).join(' ')}; script-src ${[refreshScript, problemScript].map(hashOf).join(' ')}; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  'cache-control': 'no-store',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'x-robots-tag': 'noindex, nofollow',
};
