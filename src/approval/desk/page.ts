import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import { lookCss } from '../../wording/theme.ts';
import { signOutPath } from '../sign-in/paths.ts';

type Html = ReturnType<typeof html>;

/** The frame of every page of the desk. The styles are inline, so that a page is one response and the policy can contain their hash. */
export function renderPage({ title, body }: { title: string; body: Html }): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} · Greenlight</title>
${raw(`<style>${deskCss}</style>`)}
</head>
<body>
<main class="page">
<p class="brand">Greenlight</p>
${body}
</main>
</body>
</html>
`;
}

type Message = {
  title: string;
  paragraphs: readonly string[];
  /** A link that looks like a button. */
  action?: { href: string; label: string } | undefined;
};

/** A page with one message: what happened, and what the reader can do. */
export function renderMessage({ title, paragraphs, action }: Message): Html {
  const button = action ? html`<p>${renderButton(action)}</p>\n` : '';
  const body = html`<h1>${title}</h1>\n${paragraphs.map((text) => html`<p>${text}</p>\n`)}${button}`;
  return renderPage({ title, body });
}

/** A link that looks like the one button of its page. */
export function renderButton({ href, label }: NonNullable<Message['action']>): Html {
  return html`<a class="button primary" href="${href}" rel="noreferrer">${label}</a>`;
}

/** What has just happened, or why somebody cannot decide. */
export type Note = {
  tone: 'passed' | 'failed' | 'waiting';
  title: string;
  text: string;
  /** A link that looks like a button. */
  action?: { href: string; label: string } | undefined;
};

/**
 * The form is sent to this fragment, so that the browser shows the note and moves the focus to it (`autofocus` would do nothing: browsers
 * ignore it if the address has a fragment that the page knows).
 */
export const noteId = 'note';

export function renderNote({ tone, title, text, action }: Note): Html {
  const button = action ? html`<p>${renderButton(action)}</p>` : '';
  return html`<div class="note ${tone}" id="${noteId}" role="status" tabindex="-1"><p><strong>${title}</strong></p><p>${text}</p>${button}</div>`;
}

/** Who is signed in, with a button to sign out; or a link to sign in. */
export type Account = { name: string } | { beginsAt: string; countsThenFor: readonly string[] };

export function renderAccount(account: Account): Html {
  return 'name' in account
    ? html`<form method="post" action="${signOutPath}" class="account"><span>Signed in as <strong>${account.name}</strong></span> <button class="button" type="submit">Sign out</button></form>`
    : html`<p class="account"><span>${account.countsThenFor.length > 0 ? `For your decision to count for ${account.countsThenFor.join(' and ')}:` : 'To decide under your own name:'}</span> <a class="button" href="${account.beginsAt}">Sign in</a></p>`;
}

const deskCss = `${lookCss}
.note{margin-bottom:16px}
.note,#decide{scroll-margin-top:16px}
.try{display:flex;flex-wrap:wrap;gap:8px;margin-bottom:16px}
.account{display:flex;flex-wrap:wrap;align-items:center;gap:8px;margin-bottom:16px}
.page .account .button{width:auto}
.said{white-space:pre-line}
.changes{list-style:none;padding:0}
.changes li{margin-bottom:12px}
.found{padding:0;list-style:none}
.found li{display:flex;flex-wrap:wrap;gap:0 12px;padding:8px 0;border-top:1px solid var(--line)}
.found li:first-child{border-top:0;padding-top:0}
.found .what{flex:1 1 12rem;min-width:0}
.looks summary{min-height:44px;padding:9px 0;cursor:pointer;overflow-wrap:anywhere}
.looks .status{white-space:normal}
.shots{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,16rem),1fr));gap:0 16px}
.shots img{display:block;width:100%;height:auto;border:1px solid var(--line);border-radius:8px}
@media (prefers-color-scheme:dark){.shots img{filter:brightness(.8)}}
.problem{color:var(--fail);font-weight:600}
`;

const styleHash = createHash('sha256').update(deskCss).digest('base64');

/** Sent with every response of the desk. Nothing but its own pictures is loaded, and nothing framed, cached, referred to or run. */
export const deskHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': `default-src 'none'; img-src 'self'; style-src 'sha256-${styleHash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
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
