import { html } from 'hono/html';

/**
 * Text whose long names, such as those of ECS's stages, break after `_` where there is no room, and not within a word. A name with hyphens stays on one
 * line if it fits there, with the sign that follows it.
 *
 * @example breakable('SCALE_UP began') // SCALE_<wbr>UP began
 * @example breakable('retail-ui began') // <span class="whole">retail-ui</span> began
 */
export function breakable(text: string) {
  return text
    .split(hyphenated)
    .map((part, index) => (index % 2 === 1 ? html`<span class="whole">${part}</span>` : afterUnderscores(part)));
}

/** Not so long that it would fit nowhere, and no address. */
const hyphenated = /(?<![^\s([])([a-z0-9]+(?:-[a-z0-9]+)+[,.:;)\]]?)(?=[\s,.:;)\]]|$)/;

function afterUnderscores(text: string) {
  return text.split('_').map((part, index) => html`${index > 0 ? html`_<wbr>` : ''}${part}`);
}
