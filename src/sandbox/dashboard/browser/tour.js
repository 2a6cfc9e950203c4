// "Show me": deploys once, and says one sentence at each act. The clock runs at ×1 while a sentence is read, unless people are asked, when the
// sandbox does that by itself. It acts only by the page's own forms.

const acts = [
  {
    at: () => true,
    light: '.deploy',
    words: 'This shop runs like an ECS service, on your computer. Next deploys a new version of it.',
    onNext: () => press('.deploy button'),
  },
  {
    at: ({ stage }) => isFrom(stage, 'SCALE_UP'),
    light: '#tasks',
    words: 'A second set of tasks starts next to the old one. Customers notice nothing.',
  },
  {
    at: ({ stage }) => isFrom(stage, 'POST_TEST_TRAFFIC_SHIFT'),
    light: '#test',
    words: 'The test listener shows the new version now. Automated checks try it there; production has not moved.',
  },
  {
    at: ({ isAsking }) => isAsking,
    light: '.phone',
    words: 'The checks passed, so people are asked last. Each has a mail, and the deployment waits.',
  },
  {
    at: ({ isAsking }) => isAsking,
    light: '#hero .go',
    words: 'Press “Review as Ana”, look at what changes, and approve. The tour continues when ECS does.',
    waits: true,
  },
  {
    at: ({ stage }) => isFrom(stage, 'PRODUCTION_TRAFFIC_SHIFT'),
    light: '#production',
    words: 'Approved: production moves to the new version, all at once.',
  },
  {
    at: ({ stage }) => isFrom(stage, 'BAKE_TIME'),
    light: 'form[action$=rollback]',
    words: 'The old tasks still run for a while, so going back takes a second.',
  },
  {
    at: ({ isOver }) => isOver,
    light: '#fault-menu',
    words: 'Now break it: choose a fault, deploy again, and watch what customers get to see.',
    last: true,
  },
];

const box = document.getElementById('tour');
/** All of ECS's, in their order. */
const stages = box.dataset.stages.split(' ');
const spot = document.getElementById('spot');
const [words, count, next] = ['words', 'count', 'next'].map((name) => box.querySelector(`[data-tour-${name}]`));
const remembered = 'greenlight-tour';
/** Where it was, for a page that is loaded again. */
const underWay = 'greenlight-tour-at';

/** The act, whether its sentence is read already, and what to put back at the end. */
let tour;

if (localStorage.getItem(remembered)) document.documentElement.classList.add('knows-tour');
document.addEventListener('click', ({ target }) => {
  if (target.closest('[data-tour-start]')) start();
  if (target.closest('[data-tour-next]')) proceed();
  if (target.closest('[data-tour-end]')) end();
});
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && tour) end();
});
addEventListener('resize', place);
addEventListener('scroll', place, { passive: true });
setInterval(tick, 200);
resume();

function resume() {
  const { act, speed } = JSON.parse(sessionStorage.getItem(underWay) ?? '{}');
  if (act === undefined) return;
  tour = { act: act - 1, isRead: true, focus: null, speed };
  show(act);
}

function start() {
  tour = { act: -1, isRead: true, focus: document.activeElement, speed: document.getElementById('factor').value };
  tick();
}

function tick() {
  if (!tour) return;
  const now = situation();
  const coming = acts.findIndex((act, index) => index > tour.act && act.at(now));
  // A release that was stopped goes straight to the end.
  if (now.isOver && tour.act > 0 && tour.act < acts.length - 1) show(acts.length - 1);
  else if ((tour.isRead || acts[tour.act]?.waits) && coming !== -1) show(coming);
  place();
}

function situation() {
  const { stage = '', status = '' } = document.querySelector('#hero .hero').dataset;
  const isAsking = document.querySelector('#hero .go a.primary') !== null;
  return { stage, isAsking, isOver: /SUCCESSFUL|STOPPED|FAILED/.test(status) };
}

function isFrom(stage, first) {
  return stages.indexOf(stage) >= stages.indexOf(first);
}

function show(act) {
  if (tour.act === act) return;
  tour.act = act;
  sessionStorage.setItem(underWay, JSON.stringify({ act, speed: tour.speed }));
  const { words: sentence, waits, last, light } = acts[act];
  tour.isRead = false;
  words.textContent = sentence;
  count.textContent = `${act + 1} of ${acts.length}`;
  next.textContent = last ? 'Done' : 'Next';
  next.hidden = waits === true;
  box.hidden = spot.hidden = false;
  const calm = matchMedia('(prefers-reduced-motion:reduce)').matches;
  document.querySelector(light)?.scrollIntoView({ block: 'start', behavior: calm ? 'auto' : 'smooth' });
  place();
  (waits ? box.querySelector('[data-tour-end]') : next).focus({ preventScroll: true });
  if (act > 0 && !situation().isAsking && !last) setSpeed('1');
}

function proceed() {
  const { onNext, last } = acts[tour.act];
  if (last) return end();
  tour.isRead = true;
  onNext?.();
  if (!situation().isAsking) setSpeed(tour.speed);
  tick();
}

function end() {
  if (!tour) return;
  const { focus, speed, act } = tour;
  tour = undefined;
  sessionStorage.removeItem(underWay);
  box.hidden = spot.hidden = true;
  localStorage.setItem(remembered, 'seen');
  document.documentElement.classList.add('knows-tour');
  if (act > 0 && !situation().isAsking) setSpeed(speed);
  focus?.focus?.();
}

function place() {
  if (!tour || spot.hidden) return;
  const lit = document.querySelector(acts[tour.act]?.light ?? '#hero') ?? document.getElementById('hero');
  const { left, top, width, height } = lit.getBoundingClientRect();
  Object.assign(spot.style, {
    left: `${left - 6}px`,
    top: `${top - 6}px`,
    width: `${width + 12}px`,
    height: `${height + 12}px`,
  });
}

function press(selector) {
  document.querySelector(selector)?.click();
}

function setSpeed(factor) {
  void fetch('/actions/speed', { method: 'POST', body: new URLSearchParams({ factor }), redirect: 'manual' });
}
