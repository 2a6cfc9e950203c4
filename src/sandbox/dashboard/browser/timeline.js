// Lets a reader move over a deployment's time: where the traffic went at that moment, and what had happened last.

document.documentElement.classList.add('has-script');
document.addEventListener('input', ({ target }) => {
  const timeline = target.closest?.('.scrub') && target.closest('.timeline');
  if (timeline) show(timeline, target);
});

function show(timeline, slider) {
  const { stretches, moments, after } = JSON.parse(timeline.dataset.timeline);
  const x = Number(slider.value) / 10;
  const at = timeAt(stretches, x);
  const [, phase, production, test, what] = moments.findLast(([since]) => since <= at) ?? moments[0] ?? [];
  const clock = new Date(at).toISOString().slice(11, 19);
  const words = `${clock} UTC · ${phase} · ${after} has ${production} % of production, ${test} % of test · ${what}`;
  timeline.querySelector('output').textContent = words;
  slider.setAttribute('aria-valuetext', words);
  for (const line of timeline.querySelectorAll('.cursor')) {
    line.setAttribute('x1', `${x}%`);
    line.setAttribute('x2', `${x}%`);
  }
}

/** A broken stretch has its whole time in a narrow place. */
function timeAt(stretches, x) {
  const [from, to, start, end] = stretches.find(([, , , last]) => x <= last) ?? stretches.at(-1) ?? [0, 0, 0, 100];
  return from + ((x - start) / Math.max(0.01, end - start)) * (to - from);
}
