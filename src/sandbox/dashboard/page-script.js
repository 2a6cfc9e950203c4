// The dashboard's only script. The server renders; this puts what changed into place, lets clocks run between two messages and sends
// the forms without leaving the page. Without it the page is complete, if still.

import { formatDuration } from '/durations.js';

/** The stage's clock when the last message came, and when that was on this computer's. */
let clock = {
  now: Number(document.body.dataset.now),
  speed: Number(document.body.dataset.speed),
  at: performance.now(),
};

const notice = document.getElementById('notice');
const live = document.getElementById('live');
document.documentElement.classList.add('has-script');

const events = new EventSource('/events');
events.addEventListener('open', () => markLost(false));
events.addEventListener('error', () => markLost(true));
events.addEventListener('change', ({ data }) => {
  const { panes, frames, now, speed, announcement } = JSON.parse(data);
  clock = { now, speed, at: performance.now() };
  for (const [id, markup] of Object.entries(panes)) replace(document.getElementById(id), markup);
  for (const name of frames) reload(name);
  if (announcement) live.textContent = announcement;
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
});

showTimes();
setInterval(showTimes, 500);

async function send(form, body) {
  try {
    const response = await fetch(form.action, { method: 'POST', body, headers: { accept: 'application/json' } });
    const { message } = await response.json();
    say(response.ok ? '' : message);
  } catch {
    say('The sandbox does not answer. Its terminal says why; start it again there.');
  }
}

function say(message) {
  notice.textContent = message;
  notice.hidden = message === '';
}

let lostFor;
function markLost(isLost) {
  clearTimeout(lostFor);
  document.body.classList.toggle('lost', isLost);
  if (!isLost && notice.dataset.lost) {
    delete notice.dataset.lost;
    say('');
  }
  // A short break heals by itself and is not worth a sentence.
  if (isLost) {
    lostFor = setTimeout(() => {
      notice.dataset.lost = 'yes';
      say(
        'The connection to the sandbox is lost, so this page is out of date. It reconnects by itself once the sandbox runs again.',
      );
    }, 2000);
  }
}

/** Loads the listener's first page again: clicks inside may have led to another. */
function reload(name) {
  const frame = document.getElementById(`${name}-frame`);
  frame.src = frame.getAttribute('src');
}

function showTimes() {
  const now = clock.now + (performance.now() - clock.at) * clock.speed;
  for (const element of document.querySelectorAll('[data-since]')) show(element, now - Number(element.dataset.since));
  for (const element of document.querySelectorAll('[data-until]')) show(element, Number(element.dataset.until) - now);
}

function show(element, milliseconds) {
  const text = formatDuration(Math.round(milliseconds / 1000));
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
  for (const { name } of [...node.attributes]) {
    if (!next.hasAttribute(name) && !isReaders(node, name)) node.removeAttribute(name);
  }
  for (const { name, value } of next.attributes) {
    if (node.getAttribute(name) !== value && !isReaders(node, name)) node.setAttribute(name, value);
  }
  if (node.dataset.since ?? node.dataset.until) return;
  morphChildren(node, next);
  if (node.nodeName === 'SELECT' && node !== document.activeElement) node.value = next.value;
}

/** What belongs to the reader: which details are open. */
function isReaders(node, name) {
  return node.nodeName === 'DETAILS' && name === 'open';
}
