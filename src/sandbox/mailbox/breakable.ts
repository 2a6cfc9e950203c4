import { html } from 'hono/html';

/**
 * Text whose long names, such as those of ECS's stages, break after `_` where there is no room, and not within a word.
 *
 * @example breakable('SCALE_UP began') // SCALE_<wbr>UP began
 */
export function breakable(text: string) {
  return text.split('_').map((part, index) => html`${index > 0 ? html`_<wbr>` : ''}${part}`);
}
