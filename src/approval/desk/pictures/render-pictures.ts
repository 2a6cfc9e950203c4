import { html } from 'hono/html';
import type { Report } from '../../../hook/report.ts';
import type { Screenshots } from '../../../hook/verdict.ts';
import { pictureOfKey } from '../../../storage/keys.ts';
import type { Subject } from '../../request/request.ts';
import type { Words } from '../language/en.ts';

type Html = ReturnType<typeof html>;

/** A reviewer looks at no more, and the page stays small. Those that differ most come first. */
const maxPages = 20;

/**
 * The pictures that checks have taken of both versions, green beside blue. Those that look the same are folded away. Loaded for a page with pictures.
 *
 * @param token - of the link, which the addresses of the pictures contain: who may see the page may see them
 */
export function renderPictures(words: Words, reports: readonly Report[], subject: Subject, token: string): Html {
  const { looks } = words;
  const all = reports
    .flatMap(({ screenshots = [] }) => screenshots)
    .toSorted((one, other) => weightOf(other) - weightOf(one));
  const srcOf = (key: string | undefined) => {
    const picture = key === undefined ? undefined : pictureOfKey(subject, key);
    return picture && `/pictures/${token}/${picture}`;
  };
  const hidden = all.length - maxPages;
  return html`<h2>${words.page.looks}</h2>
${all.slice(0, maxPages).map((shown) => renderLooks(words, shown, srcOf))}
${hidden > 0 ? html`<p class="soft">${looks.hidden(hidden)}</p>` : ''}`;
}

type SrcOf = (key: string | undefined) => string | undefined;

function renderLooks(words: Words, shown: Screenshots, srcOf: SrcOf): Html {
  const { looks } = words;
  const figure = (caption: string, key: string | undefined) => renderFigure(words, shown.page, caption, srcOf(key));
  const { page, green, blue, difference, percent } = shown;
  return html`<details class="looks" ${percent === 0 ? '' : 'open'}><summary><strong>${page}</strong><br><span class="status ${toneOf(shown)}">${formatDifference(words, shown)}</span></summary>
<div class="shots">${figure(looks.green, green)}${figure(looks.blue, blue)}${
    percent === 0 ? '' : figure(looks.difference, difference)
  }</div></details>
`;
}

function renderFigure({ page: said }: Words, page: string, caption: string, src: string | undefined): Html | '' {
  return src === undefined
    ? ''
    : html`<figure><a href="${src}" target="_blank" rel="noreferrer"><img src="${src}" alt="${page}: ${caption}" loading="lazy" width="1280" height="800"><span class="visually-hidden"> ${said.newTab}</span></a><figcaption class="soft">${caption}</figcaption></figure>`;
}

function formatDifference({ looks }: Words, { percent, maxPercent, blue }: Screenshots): string {
  if (percent === undefined) return blue === undefined ? looks.notCompared : looks.incomparable;
  if (percent === 0) return looks.same;
  const found = percent < 0.01 ? looks.lessThan('0.01') : String(Number(percent.toPrecision(percent < 1 ? 1 : 3)));
  return `${looks.differs(found)}${maxPercent === undefined ? '' : `, ${looks.allowed(maxPercent)}`}`;
}

function toneOf({ percent, maxPercent = 100 }: Screenshots): string {
  if (percent === undefined) return 'unknown';
  if (percent > maxPercent) return 'failed';
  return percent === 0 ? 'passed' : 'degraded';
}

/** What nobody has compared comes after what differs, and before what is the same. */
function weightOf({ percent = 0.000_001 }: Screenshots): number {
  return percent;
}
