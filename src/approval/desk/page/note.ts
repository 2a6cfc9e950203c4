import { html } from 'hono/html';

type Html = ReturnType<typeof html>;

/** A link that looks like a button. */
export type NoteAction = { href: string; label: string };

/** What has just happened, or why somebody cannot decide. */
export type Note = {
  tone: 'passed' | 'failed' | 'waiting' | 'rest';
  title: string;
  text: string;
  /** What ECS has done since, in a line; it then appears nowhere else. */
  ecs?: string;
  action?: NoteAction | undefined;
};

/** A note with the title and the sentences of the catalogue. */
export function noteOf(tone: Note['tone'], [title = '', text = '']: readonly string[], action?: NoteAction): Note {
  return { tone, title, text, ...(action && { action }) };
}

/**
 * The form is sent to this fragment, so that the browser shows the note and moves the focus to it (`autofocus` would do nothing: browsers
 * ignore it if the address has a fragment that the page knows).
 */
export const noteId = 'note';

export function renderNote({ tone, title, text, ecs, action }: Note): Html {
  const button = action ? html`<p>${renderButton(action)}</p>` : '';
  return html`<div class="note ${tone}" id="${noteId}" role="status" tabindex="-1"><p><strong>${title}</strong></p><p>${text}</p>${ecs ? html`<p>${capital(ecs)}</p>` : ''}${button}</div>`;
}

/** A link that looks like the one button of its page. */
export function renderButton({ href, label }: NoteAction): Html {
  return html`<a class="button primary" href="${href}" rel="noreferrer">${label}</a>`;
}

/** `Rolled back, as asked`, of which no unit is left alone on a line. */
export function capital(line: string): string {
  return `${line.charAt(0).toUpperCase()}${line.slice(1)}`.replaceAll(/ (?=%|UTC)/g, '\u00a0');
}
