import { html } from 'hono/html';
import { palette } from '../../wording/theme.ts';
import type { SandboxData } from '../view/sandbox-data.ts';
import { type Signal, situationOf } from './hero/situation.ts';

/** What the head of every page of the sandbox has. */
export function pageHead(title: string, signal: Signal = 'rest') {
  return html`<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" id="icon" href="/icon-${signal}.svg">
<link rel="stylesheet" href="/dashboard.css">`;
}

/** `● Waiting for Ana to approve 1.42 · retail-ui`: what a tab shows of it. */
export function titleOf(data: SandboxData): string {
  return `● ${situationOf(data).title} · ${data.service}`;
}

export function brandMark() {
  return html`<span class="dot" aria-hidden="true"></span><strong>Greenlight sandbox</strong>`;
}

const fills: Readonly<Record<Signal, string>> = {
  rest: palette.light.soft,
  wait: '#c98a1b',
  go: palette.light.green,
  fail: palette.light.fail,
};

export const signals = Object.keys(fills) as readonly Signal[];

/** The dot as a picture, for the browser's tab. */
export function iconOf(signal: Signal): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><circle cx="8" cy="8" r="7" fill="${fills[signal]}"/></svg>`;
}
