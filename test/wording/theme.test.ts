import { describe, expect, test } from 'vitest';
import { lookCss, palette, tintPercent } from '../../src/wording/theme.ts';

const schemes = ['light', 'dark'] as const;
const textRoles = ['blue', 'green', 'wait', 'fail', 'ink', 'soft'] as const;

describe.each(schemes)('the %s palette', (scheme) => {
  const colours = palette[scheme];

  test.each(textRoles)('keeps %s readable on the ground, on a card and on its own tint', (role) => {
    const tint = mix(colours[role], colours.card, tintPercent / 100);

    const ratios = [colours.ground, colours.card, tint].map((behind) => contrast(colours[role], behind));

    expect(Math.min(...ratios)).toBeGreaterThanOrEqual(4.5);
  });

  test('keeps the words of a primary button readable, at rest and under the pointer', () => {
    expect(contrast(colours.card, colours.ink)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(colours.card, colours.soft)).toBeGreaterThanOrEqual(4.5);
  });

  test('keeps ink readable on the tints of all roles', () => {
    const ratios = (['blue', 'green', 'wait', 'fail'] as const).map((role) =>
      contrast(colours.ink, mix(colours[role], colours.card, tintPercent / 100)),
    );

    expect(Math.min(...ratios)).toBeGreaterThanOrEqual(4.5);
  });

  test('declares every role in the style sheet', () => {
    for (const [role, value] of Object.entries(colours)) {
      expect(lookCss).toContain(`--${role}:${value}`);
    }
  });
});

describe('the style sheet', () => {
  test('is small enough to be sent with every page', () => {
    expect(Buffer.byteLength(lookCss)).toBeLessThan(7 * 1024);
  });

  test('fetches nothing', () => {
    expect(lookCss).not.toMatch(/url\(|@import|https?:|@font-face/);
  });

  test('has no motion for readers who asked for reduced motion', () => {
    expect(lookCss).toContain('@media (prefers-reduced-motion:reduce)');
  });

  test('uses no custom property that it does not declare', () => {
    const declared = new Set(lookCss.match(/(?<=[{;]\s*)--[\w-]+(?=:)/g));
    const used = [...lookCss.matchAll(/var\((--[\w-]+)\)/g)].map((match) => match[1]);

    expect(used.length).toBeGreaterThan(0);
    expect(used.filter((name) => name !== undefined && !declared.has(name))).toEqual([]);
  });
});

/** Contrast ratio as WCAG 2.2 defines it: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = channels(colour).map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function mix(colour: string, base: string, share: number): string {
  const bases = channels(base);
  const mixed = channels(colour).map((channel, index) =>
    Math.round(channel * share + (bases[index] ?? 0) * (1 - share))
      .toString(16)
      .padStart(2, '0'),
  );
  return `#${mixed.join('')}`;
}

function channels(colour: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
}
