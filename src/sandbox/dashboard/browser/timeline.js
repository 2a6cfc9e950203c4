// Lets a reader move over a deployment's time. The sentence, the phases and the shares of both listeners show what was so at that moment, in front of
// what is so now, until the reader goes back.

document.documentElement.classList.add('has-script');
let slider;

document.addEventListener('input', ({ target }) => {
  const timeline = target.closest?.('.scrub') && target.closest('.timeline');
  if (!timeline) return;
  slider = target;
  show(timeline);
});
document.addEventListener('click', ({ target }) => {
  if (target.closest('[data-back]')) goBack();
});
document.addEventListener('keydown', ({ key }) => {
  if (key === 'Escape' && document.body.classList.contains('in-past')) goBack();
});
// Another deployment has its own slider.
document.addEventListener('changed', () => {
  if (slider && !slider.isConnected) leavePast();
});

function show(timeline) {
  const { stretches, moments, before, after } = JSON.parse(timeline.dataset.timeline);
  const x = Number(slider.value) / 10;
  const at = timeAt(stretches, x);
  const moment = moments.findLast(([since]) => since <= at) ?? moments[0] ?? [];
  const [, phase, production, test, what] = moment;
  const clock = `${new Date(at).toISOString().slice(11, 19)} UTC`;
  const words = `${clock} · ${phase} · ${after} has ${production} % of production, ${test} % of test · ${what}`;
  timeline.querySelector('output').textContent = words;
  slider.setAttribute('aria-valuetext', words);
  for (const line of timeline.querySelectorAll('.cursor')) {
    line.setAttribute('x1', `${x}%`);
    line.setAttribute('x2', `${x}%`);
  }
  if (x >= 100) leavePast();
  else showPast(moment, clock, { before, after });
}

/** A broken stretch has its whole time in a narrow place. */
function timeAt(stretches, x) {
  const [from, to, start, end] = stretches.find(([, , , last]) => x <= last) ?? stretches.at(-1) ?? [0, 0, 0, 100];
  return from + ((x - start) / Math.max(0.01, end - start)) * (to - from);
}

function showPast([, , production, test, what, states], clock, versions) {
  document.body.classList.add('in-past');
  for (const back of document.querySelectorAll('[data-back]')) back.hidden = false;
  const hero = document.querySelector('.hero > .then');
  hero.replaceChildren(
    element('p', 'of', element('strong', '', `In the past: ${clock}`), ' ', backButton()),
    element(
      'p',
      'what',
      `${versions.after} has ${production} % of production, ${test} % of test · ${what || 'the deployment began'}`,
    ),
    phasesOf(states),
  );
  fill('production', production, versions);
  fill('test', test, versions);
  for (const place of document.querySelectorAll('.then')) place.hidden = false;
}

function backButton() {
  const own = element('button', 'button', slider.closest('.timeline').querySelector('[data-back]').textContent);
  own.type = 'button';
  own.dataset.back = '';
  return own;
}

/** The bar of the page, with the states of then. */
function phasesOf(states) {
  const bar = document.querySelector('.hero > .phases').cloneNode(true);
  for (const [index, phase] of [...bar.children].entries()) {
    phase.className = states[index];
    phase.removeAttribute('aria-current');
    phase.querySelector('.visually-hidden').textContent = `, ${states[index]}`;
  }
  return bar;
}

function fill(listener, share, { before, after }) {
  const place = document.querySelector(`#${listener} > .then`);
  if (!place) return;
  const shares = [
    ['blue', before, 100 - share],
    ['green', after, share],
  ].filter(([, , percent]) => percent > 0);
  place.replaceChildren(
    element(
      'p',
      'shares',
      ...shares.map(([role, version, percent]) =>
        element(
          'span',
          `revision ${role}`,
          element('span', `swatch ${role}`),
          ' ',
          element('strong', '', version),
          ` ${percent} %`,
        ),
      ),
    ),
  );
}

function element(name, className, ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

function goBack() {
  slider.value = slider.max;
  show(slider.closest('.timeline'));
  slider.focus({ preventScroll: true });
}

function leavePast() {
  document.body.classList.remove('in-past');
  for (const back of document.querySelectorAll('.back')) back.hidden = true;
  for (const place of document.querySelectorAll('.then')) place.hidden = true;
}
