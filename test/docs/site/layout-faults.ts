import type { Page } from 'playwright-core';
import { allWidths } from '../../helpers/page-faults.ts';

/**
 * What of these pages cannot be seen as it is meant at some width, a line each. Pages that have everything around their content in common are loaded once:
 * their contents take turns in it, which takes a fifth of the time. Their scheme changes colours only.
 *
 * @param names - of the pages, such as `guides/smoke.html`
 */
export async function layoutFaults(page: Page, address: string, names: readonly string[]): Promise<string[]> {
  // The pages are complete without their script, and ten times faster to lay out.
  await page.route('**/*.js', (route) => route.abort());
  const found: string[] = [];
  for (let left = names; left.length > 0; ) {
    await page.goto(`${address}/${left[0]}`);
    left = await page.evaluate<string[]>(`(${takeContents})(${JSON.stringify(left)})`);
    for (const width of allWidths) {
      // Low, because nothing is looked at: painting takes longer than the layout, which is the same.
      await page.setViewportSize({ width, height: 100 });
      const faults = await page.evaluate<string[]>(`(${faultsOfContents})()`);
      found.push(...faults.map((fault) => `at ${width} px: ${fault}`));
    }
  }
  return found;
}

/** Keeps the contents of the pages that are otherwise as the one that is shown, up to the marks of where the reader is. Returns the others. */
const takeContents = `async (names) => {
  const split = async (name) => {
    const html = await (await fetch('/' + name)).text();
    const [before = '', ...rest] = html.slice(html.indexOf('<body')).split(/(?=<div class="VPContent)/);
    const [content = '', ...after] = rest.join('').split(/(?=<script)/);
    return { content, around: before.replaceAll(/ (?:is-active|has-active|active)\\b/g, '') + after.join('') };
  };
  const shown = await split(names[0]);
  const others = [];
  contents = [];
  for (const name of names) {
    const { content, around } = await split(name);
    const template = document.createElement('template');
    template.innerHTML = content;
    const element = template.content.firstElementChild;
    if (name === names[0] || (element && around === shown.around)) contents.push([name, element]);
    else others.push(name);
  }
  return others;
}`;

const faultsOfContents = `async () => {
  const found = [];
  for (const [name, content] of contents) {
    history.replaceState(null, '', '/' + name);
    if (content) document.querySelector('.VPContent').replaceWith(content);
    await Promise.all([...document.images].map((one) => one.complete || new Promise((end) => { one.onload = one.onerror = end; })));
    found.push(...faultsOfShown().map((fault) => name + ': ' + fault));
  }
  return found;

  function faultsOfShown() {
    const named = (what) => (element) => what + ': ' + element.tagName + ' ' + element.textContent.trim().slice(0, 60);
    const hides = (element) => getComputedStyle(element).overflowX !== 'visible';
    const scrolls = (element) => element.closest('.language-text') && ['auto', 'scroll'].includes(getComputedStyle(element).overflowX);
    const isRead = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && element.clientWidth !== 1 && !element.closest('thead, pre');
    const isWider = (element) => element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 1;
    const isOutside = (element) => {
      const { left, right, width } = element.getBoundingClientRect();
      return width > 0 && (left < -1 || right > innerWidth + 1);
    };
    const isOnTop = (element) => {
      const before = element.previousElementSibling;
      return before && element.getBoundingClientRect().top < before.getBoundingClientRect().bottom - 1;
    };
    const all = [...document.querySelectorAll('.vp-doc *')];
    return [
      ...[...document.querySelectorAll('html, .vp-doc .wide, .vp-doc pre')].filter((one) => isWider(one) && !scrolls(one)).map(named('wider than its place')),
      ...all.filter((one) => isOutside(one) && isRead(one)).map(named('outside of the window')),
      ...all.filter((one) => isWider(one) && hides(one) && isRead(one)).map(named('cut off')),
      ...[...document.querySelectorAll('.vp-doc > div > *')].filter((one) => isOnTop(one) && isRead(one)).map(named('on top of what is before it')),
      ...[...document.images].filter((one) => one.complete && one.naturalWidth === 0).map(named('not loaded')),
    ];
  }
}`;
