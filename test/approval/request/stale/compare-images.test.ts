import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareImages } from '../../../../src/approval/request/stale/compare-images.ts';

const digest = fc.constantFrom('sha256:aaaa', 'sha256:bbbb', 'sha256:cccc');
const reference = fc.constantFrom('shop/ui:1.42', 'shop/ui:1.43', 'registry:5000/shop/ui', 'shop/ui@sha256:dddd');
const container = fc.constantFrom('ui', 'proxy', 'log', 'agent');

/** Each container once, with or without a resolved digest. */
const images = fc.uniqueArray(
  fc.record({ container, reference, digest: fc.option(digest, { nil: undefined }) }).map((image) => ({
    container: image.container,
    after:
      image.digest === undefined || image.reference.includes('@')
        ? image.reference
        : `${image.reference}@${image.digest}`,
  })),
  { minLength: 1, maxLength: 4, selector: ({ container: name }) => name },
);

describe('compareImages', () => {
  test('finds nothing changed in the same images, in any order', () => {
    fc.assert(
      fc.property(images, (shown) => {
        expect(compareImages(shown, shown.toReversed())).toEqual({ kind: 'same' });
      }),
    );
  });

  test('accepts that ECS has resolved a tag meanwhile, and never that it forgets a digest or resolves another one', () => {
    fc.assert(
      fc.property(images, fc.nat(), digest, (shown, at, resolved) => {
        const index = at % shown.length;
        const now = shown.map((image, place) =>
          place === index ? { ...image, after: `${image.after.split('@')[0]}@${resolved}` } : image,
        );
        const before = shown[index]?.after ?? '';
        const isSame = !before.includes('@') || before === now[index]?.after;
        expect(compareImages(shown, now).kind).toBe(isSame ? 'same' : 'changed');
        if (before.includes('@')) return;
        expect(compareImages(now, shown).kind).toBe('unknown');
      }),
    );
  });

  test('finds every other reference, and every container that was added or is gone', () => {
    fc.assert(
      fc.property(images, fc.nat(), (shown, at) => {
        const index = at % shown.length;
        const other = shown.map((image, place) => (place === index ? { ...image, after: 'shop/other:1' } : image));
        const more = [...shown, { container: 'added', after: 'shop/added:1' }];
        expect(compareImages(shown, other).kind).toBe('changed');
        expect(compareImages(shown, more).kind).toBe('changed');
        expect(compareImages(more, shown).kind).toBe('changed');
      }),
    );
  });

  test.each([
    ['nothing was known', [], [{ container: 'ui', after: 'shop/ui:1' }], 'same'],
    ['no image was known', [{ container: 'ui', after: 'not known' }], undefined, 'same'],
    [
      'one image was not known',
      [
        { container: 'ui', after: 'not known' },
        { container: 'log', after: 'log:1' },
      ],
      [
        { container: 'ui', after: 'ui:1' },
        { container: 'log', after: 'log:1' },
      ],
      'same',
    ],
    [
      'a container was removed, and still is',
      [
        { container: 'ui', after: 'ui:1' },
        { container: 'old', after: 'removed' },
      ],
      [{ container: 'ui', after: 'ui:1' }],
      'same',
    ],
    [
      'a removed container is back',
      [
        { container: 'ui', after: 'ui:1' },
        { container: 'old', after: 'removed' },
      ],
      [
        { container: 'ui', after: 'ui:1' },
        { container: 'old', after: 'old:1' },
      ],
      'changed',
    ],
    ['ECS names no images now', [{ container: 'ui', after: 'ui:1' }], undefined, 'unknown'],
  ] as const)('if %s', (_case, shown, now, kind) => {
    expect(compareImages(shown, now).kind).toBe(kind);
  });

  test('names both images of what changed', () => {
    const shown = [{ container: 'ui', after: 'shop/ui:1@sha256:aaaa' }];
    const now = [{ container: 'ui', after: 'shop/ui:1@sha256:bbbb' }];

    expect(compareImages(shown, now)).toEqual({
      kind: 'changed',
      reason: 'the image of ui is shop/ui:1@sha256:bbbb now, and people were asked about shop/ui:1@sha256:aaaa',
    });
  });
});
