// The dashboard's only script. The server renders; this puts what changed into place, lets clocks run between two messages and sends
// the forms without leaving the page. Without it the page is complete, if still.

import { formatDuration } from '/durations.js';

/** The sandbox's clock when the last message came, and when that was on this computer's. */
let clock = {
  now: Number(document.body.dataset.now),
  speed: Number(document.body.dataset.speed),
  at: performance.now(),
};

const notice = document.getElementById('notice');
const live = document.getElementById('live');
document.documentElement.classList.add('has-script');

const events = new EventSource('/events');
events.addEventListener('open', () => {
  // The sandbox has started again, perhaps with other versions behind its listeners.
  if (document.body.classList.contains('lost')) for (const name of ['production', 'test']) reload(name);
  markLost(false);
});
events.addEventListener('error', () => markLost(true));
// The sandbox was started again: everything may be different, addresses included.
events.addEventListener('outdated', () => location.reload());
events.addEventListener('change', ({ data }) => {
  const { panes, frames, now, speed, announcement, title, signal } = JSON.parse(data);
  document.title = title;
  document.body.dataset.signal = signal;
  document.getElementById('icon').href = `/icon-${signal}.svg`;
  clock = { now, speed, at: performance.now() };
  for (const [id, markup] of Object.entries(panes)) replace(document.getElementById(id), markup);
  for (const name of frames) reload(name);
  if (announcement) live.textContent = announcement;
  document.dispatchEvent(new Event('changed'));
  showTimes();
});

document.addEventListener('submit', (event) => {
  const form = event.target;
  if (!new URL(form.action).pathname.startsWith('/actions/')) return;
  event.preventDefault();
  void send(form, new URLSearchParams(new FormData(form, event.submitter)));
});
document.addEventListener('change', ({ target }) => {
  if (target.id === 'factor') target.form.requestSubmit();
  // From now on the reader chooses the mailbox.
  if (target.name === 'mailbox') for (const tab of tabs()) tab.dataset.reader = 'choice';
});
document.addEventListener('click', (event) => {
  const mail = event.target.closest('[data-mail]');
  if (mail) openMail(event, document.getElementById(`mail-${mail.dataset.mail}`));
  for (const menu of document.querySelectorAll('.menu[open]')) if (!menu.contains(event.target)) menu.open = false;
});
// What opens at the foot of a scrolling pane is brought to its top.
document.addEventListener(
  'toggle',
  ({ target }) => {
    if (target.open && target.matches('.past + details')) target.closest('.scroll').scrollTop = target.offsetTop;
  },
  true,
);
document.addEventListener('keydown', ({ key }) => {
  if (key !== 'Escape') return;
  for (const menu of document.querySelectorAll('.menu[open]')) {
    menu.open = false;
    menu.querySelector('summary').focus();
  }
});

showTimes();
setInterval(showTimes, 500);

async function send(form, body) {
  try {
    const response = await fetch(form.action, { method: 'POST', body, headers: { accept: 'application/json' } });
    const { message } = await response.json();
    warn(response.ok ? '' : message);
  } catch {
    warn('The sandbox does not answer. Its terminal says why; start it again there.');
  }
}

function warn(message) {
  notice.textContent = message;
  notice.hidden = message === '';
}

let lostFor;
function markLost(isLost) {
  clearTimeout(lostFor);
  document.body.classList.toggle('lost', isLost);
  if (!isLost && notice.dataset.lost) {
    delete notice.dataset.lost;
    warn('');
  }
  // A short break heals by itself and is not worth a sentence.
  if (isLost) {
    lostFor = setTimeout(() => {
      notice.dataset.lost = 'yes';
      warn(
        'The connection to the sandbox is lost, so this page is out of date. It reconnects by itself once the sandbox runs again.',
      );
    }, 2000);
  }
}

function tabs() {
  return document.querySelectorAll('input[name=mailbox]');
}

/** Its reader's mailbox comes to the front, and the mail opens. */
function openMail(event, mail) {
  if (!mail) return;
  event.preventDefault();
  document.getElementById(mail.closest('.box').id.replace('box-', 'tab-')).checked = true;
  mail.open = true;
  mail.scrollIntoView({ block: 'nearest' });
  mail.querySelector('summary').focus();
}

/** Loads the listener's first page again: clicks inside may have led to another. */
function reload(name) {
  const frame = document.getElementById(`${name}-frame`);
  if (frame) frame.src = frame.getAttribute('src');
}

function showTimes() {
  // What a lost sandbox does now is not known.
  if (document.body.classList.contains('lost')) return;
  const now = clock.now + (performance.now() - clock.at) * clock.speed;
  for (const element of document.querySelectorAll('[data-since]')) show(element, now - Number(element.dataset.since));
  for (const element of document.querySelectorAll('[data-until]')) show(element, Number(element.dataset.until) - now);
  for (const element of document.querySelectorAll('[data-clock]'))
    say(element, `${new Date(now).toISOString().slice(11, 16)} UTC`);
}

function show(element, milliseconds) {
  const seconds = Math.round(milliseconds / 1000);
  const { in: before = '', over } = element.dataset;
  say(element, over !== undefined && seconds <= 0 ? over : `${before}${formatDuration(seconds)}`);
}

function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Changes only what differs, so that focus, selection, scrolling and opened details stay. */
function replace(element, markup) {
  const template = document.createElement('template');
  template.innerHTML = markup;
  morphChildren(element, template.content);
}

function morphChildren(parent, wanted) {
  const keyed = new Map(
    [...parent.children].filter((child) => child.dataset.key).map((child) => [child.dataset.key, child]),
  );
  let at = parent.firstChild;
  for (const next of [...wanted.childNodes]) {
    const same = next.dataset?.key ? keyed.get(next.dataset.key) : isAlike(at, next) ? at : null;
    if (!same) {
      parent.insertBefore(next, at);
      continue;
    }
    if (same === at) at = at.nextSibling;
    else parent.insertBefore(same, at);
    morph(same, next);
  }
  while (at) {
    const gone = at;
    at = at.nextSibling;
    gone.remove();
  }
}

function isAlike(node, next) {
  return node?.nodeName === next.nodeName && !node.dataset?.key;
}

function morph(node, next) {
  // What a reader chose and has not sent yet.
  if (node.dataset?.reader) return;
  if (node.nodeType !== Node.ELEMENT_NODE) {
    if (node.data !== next.data) node.data = next.data;
    return;
  }
  if (node.matches('.mail')) follow(node, next);
  for (const { name } of [...node.attributes]) {
    if (!next.hasAttribute(name) && !isReaders(node, name)) node.removeAttribute(name);
  }
  for (const { name, value } of next.attributes) {
    if (node.getAttribute(name) !== value && !isReaders(node, name)) node.setAttribute(name, value);
  }
  if (node.matches('[data-since],[data-until],[data-clock]')) return;
  morphChildren(node, next);
  if (node.type === 'radio') node.checked = next.defaultChecked;
  if (node.nodeName === 'SELECT' && node !== document.activeElement) node.value = next.value;
}

/** A mail opens when it starts to wait for its reader, and closes when something else does; in between the reader opens and closes it. */
function follow(mail, next) {
  if (mail.dataset.open !== next.dataset.open) mail.open = next.open;
}

/** What belongs to the reader: which details are open. */
function isReaders(node, name) {
  return node.nodeName === 'DETAILS' && name === 'open';
}
