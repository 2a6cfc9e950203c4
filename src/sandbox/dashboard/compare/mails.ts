import { html } from 'hono/html';
import { formatClock } from '../../../wording/times.ts';
import { autolink } from '../../mailbox/autolink.ts';
import { breakable } from '../../mailbox/breakable.ts';
import { formatMailOutcome, type MailOutcome } from '../../mailbox/mail-outcome.ts';
import type { MailboxData, ShownMail } from '../../mailbox/mailbox.ts';
import { askingNow, mailboxesOf, type SandboxData } from '../../view/sandbox-data.ts';
import { channelThreads } from './channel.ts';

/** A mailbox for each reviewer and the channel that everybody reads, one at a time. */
export function mailTabs(data: SandboxData) {
  const boxes = mailboxesOf(data);
  const waitingFor = askingNow(data)?.waitingFor ?? [];
  const first = boxes.find(({ name }) => waitingFor.includes(name)) ?? boxes[0];
  return html`<fieldset class="tabs"><legend class="visually-hidden">Whose mailbox, or the channel</legend>${boxes.map(
    ({
      id,
      name,
      mails,
    }) => html`<input type="radio" name="mailbox" id="tab-${id}" value="${id}" class="visually-hidden" ${id === first?.id ? html`checked` : ''}>
      <label for="tab-${id}">${name}${waitingCount(mails)}</label>`,
  )}<input type="radio" name="mailbox" id="tab-channel" value="channel" class="visually-hidden">
      <label for="tab-channel">#channel</label>
  ${boxes.map(
    ({
      id,
      name,
      mails,
    }) => html`<div class="box scroll" data-key="box-${id}" id="box-${id}" tabindex="0" role="group" aria-label="Mails to ${name}">
      ${mailList({ mails, unreadable: id === boxes[0]?.id ? data.mailbox.unreadable : [] }, name)}</div>`,
  )}<div class="box scroll" data-key="box-channel" id="box-channel" tabindex="0" role="group" aria-label="Messages in the channel">
      ${channelThreads(data.channel ?? [])}</div></fieldset>`;
}

function waitingCount(mails: readonly ShownMail[]) {
  const count = mails.filter(isWaiting).length;
  return count === 0 ? '' : html` <span class="badge">${count}<span class="visually-hidden"> waiting</span></span>`;
}

function isWaiting({ outcome }: ShownMail): boolean {
  return outcome?.kind === 'waiting';
}

/** Newest first. What waits for its reader is open and has a button; the rest is one line with its outcome. */
export function mailList({ mails, unreadable }: Pick<MailboxData, 'mails' | 'unreadable'>, owner = 'reviewers') {
  if (mails.length + unreadable.length === 0)
    return html`<p class="soft">No mail yet. The mails to ${owner} appear here.</p>`;
  const open = mails.find(isWaiting) ?? mails[0];
  return html`${mails.map((mail) => renderMail(mail, mail === open))}
  ${unreadable.map((name) => html`<p class="soft">${name} is not a mail and is not shown.</p>`)}`;
}

function renderMail(mail: ShownMail, isOpen: boolean) {
  const { id, to, subject, body, at, link, outcome } = mail;
  const { lead, facts } = readBody(body);
  return html`<details class="mail${isWaiting(mail) ? '' : ' old'}" id="mail-${id}" data-key="${id}" data-open="${String(isOpen)}" ${isOpen ? html`open` : ''}>
    <summary><strong>${breakable(subject)}</strong>
      <span class="small"><span class="soft">to ${to} · <time datetime="${at}">${formatClock(new Date(at)).slice(0, 5)} UTC</time></span>${outcome && html` <span class="status ${tones[outcome.kind]}">${formatMailOutcome(outcome)}</span>`}</span></summary>
    <p>${breakable(lead)}</p>
    <dl>${facts.map(({ name, value }) => html`<div><dt>${name}</dt><dd>${autolink(value)}</dd></div>`)}</dl>
    ${link && isWaiting(mail) ? html`<p><a class="button" href="${link}" target="_blank" rel="noopener">Review<span class="visually-hidden">: ${subject}</span></a></p>` : ''}
    <details class="plain" data-key="plain"><summary>Plain text, as SNS sends it</summary><pre>${autolink(body)}</pre></details>
  </details>`;
}

const tones: Readonly<Record<MailOutcome['kind'], string>> = {
  waiting: 'waiting',
  voted: 'passed',
  approved: 'passed',
  // A decision, and no failure.
  rejected: 'unknown',
  expired: 'unknown',
  over: 'unknown',
};

/** The first sentence of a mail, and the facts beneath it. The link is a button. */
function readBody(body: string): { lead: string; facts: { name: string; value: string }[] } {
  const [lead = '', ...lines] = body.split('\n\n', 1)[0]?.split('\n') ?? [];
  const facts = lines.flatMap((line) => {
    const [, name, value] = /^(\w[\w ]*):\s+(.+)$/.exec(line) ?? [];
    return name === undefined || value === undefined || name === 'Decide' ? [] : [{ name, value }];
  });
  return { lead, facts };
}
