import { palette } from '../../../src/wording/theme.ts';
import type { Diagram, Place, Step } from './diagram.ts';

const width = 360;
const box = { width: 148, height: 56 };
const gap = 52;
const margin = 6;
const reach = 9;

type Point = { x: number; y: number };

/**
 * A diagram as SVG: places as boxes in two columns, steps as numbered arrows, so that it can be read on a phone. It needs no script and no font,
 * and follows the reader's colour scheme.
 *
 * @throws {Error} if a step names an unknown place, or one that is not next to it
 */
export function renderDiagram(diagram: Diagram): string {
  const rows = 1 + Math.max(...Object.values(diagram.places).map(({ at }) => at[1]));
  const height = 2 * margin + rows * box.height + (rows - 1) * gap;
  const id = `flow-${diagram.id}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="420" role="img" aria-labelledby="${id}-t ${id}-d" font-family="system-ui, sans-serif">
<title id="${id}-t">${escapeXml(diagram.title)}</title>
<desc id="${id}-d">${escapeXml(describeDiagram(diagram))}</desc>
<style>
${stylesheet()}
</style>
<defs><marker id="${id}-a" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path class="head" d="M0 0 8 4 0 8z"/></marker></defs>
<rect class="ground" width="${width}" height="${height}"/>
${Object.values(diagram.places).map(renderPlace).join('\n')}
${diagram.steps.map((step, index) => renderStep(diagram, step, index, `${id}-a`)).join('\n')}
</svg>
`;
}

/** The steps in words, for those who do not see the picture: `1. Amazon ECS to approval hook; 2. …`. */
export function describeDiagram({ places, steps }: Diagram): string {
  return steps.map(({ from, to }, index) => `${index + 1}. ${places[from]?.name} to ${places[to]?.name}`).join('; ');
}

function renderPlace({ name, what, kind, at }: Place): string {
  const { x, y } = cornerOf(at);
  return `<rect class="box ${kind}" x="${x}" y="${y}" width="${box.width}" height="${box.height}" rx="8"/>
<text class="ink name" x="${x + 10}" y="${y + 24}">${escapeXml(name)}</text><text class="soft what" x="${x + 10}" y="${y + 43}">${escapeXml(what)}</text>`;
}

function renderStep({ places, steps }: Diagram, step: Step, index: number, head: string): string {
  const [from, to] = [placeOf(places, step.from), placeOf(places, step.to)];
  const shared = steps.filter((other) => isBetween(other, step.from, step.to));
  // Arrows between the same places are drawn next to each other; those back on the other side.
  const offset = (shared.indexOf(step) - (shared.length - 1) / 2) * 30;
  const [start, end] = ends(from.at, to.at, offset);
  const middle = { x: (start.x + end.x) / 2, y: (start.y + end.y) / 2 };
  return `<path class="line" d="M${start.x} ${start.y}L${end.x} ${end.y}" marker-end="url(#${head})"/>
<circle class="badge" cx="${middle.x}" cy="${middle.y}" r="${reach}"/><text class="number" x="${middle.x}" y="${middle.y + 4}">${index + 1}</text>`;
}

function isBetween(step: Step, one: string, other: string): boolean {
  return (step.from === one && step.to === other) || (step.from === other && step.to === one);
}

function placeOf(places: Diagram['places'], key: string): Place {
  const place = places[key];
  if (!place) throw new Error(`a step names ${key}, which is not a place of the diagram`);
  return place;
}

/** Where an arrow begins and ends. */
function ends(from: Place['at'], to: Place['at'], offset: number): [Point, Point] {
  const [a, b] = [cornerOf(from), cornerOf(to)];
  const down = to[1] - from[1];
  if (Math.abs(down) > 1) throw new Error(`${from} and ${to} are not next to each other`);
  if (down === 0) {
    const y = a.y + box.height / 2 + offset * 0.8;
    const isRight = to[0] > from[0];
    return [
      { x: isRight ? a.x + box.width : a.x, y },
      { x: isRight ? b.x - 2 : b.x + box.width + 2, y },
    ];
  }
  const [startY, endY] = down > 0 ? [a.y + box.height, b.y - 2] : [a.y, b.y + box.height + 2];
  const lean = (to[0] - from[0]) * 46;
  const centre = box.width / 2;
  return [
    { x: a.x + centre + lean + offset, y: startY },
    { x: b.x + centre - lean + offset, y: endY },
  ];
}

function cornerOf([column, row]: Place['at']): Point {
  return { x: column === 0 ? margin : width - margin - box.width, y: margin + row * (box.height + gap) };
}

function stylesheet(): string {
  const { light, dark } = palette;
  const scheme = (colors: Readonly<Record<string, string>>) =>
    `.ground{fill:${colors['ground']}}.box{fill:${colors['card']};stroke:${colors['soft']}}.ink{fill:${colors['ink']}}.soft,.head{fill:${colors['soft']}}.line{stroke:${colors['soft']}}.badge{fill:${colors['ink']}}.number{fill:${colors['card']}}.greenlight{stroke:${colors['ink']}}`;
  return `.name{font-size:15px;font-weight:600}.what{font-size:11px;font-family:ui-monospace,monospace}.line{fill:none;stroke-width:1.5}.number{font-size:12px;font-weight:600;text-anchor:middle}.greenlight{stroke-width:2}.yours,.person{stroke-dasharray:4 3}
${scheme(light)}
@media (prefers-color-scheme:dark){${scheme(dark)}}`;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
