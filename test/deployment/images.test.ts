import { describe, expect, test } from 'vitest';
import { type ImageChange, imageChanges, parseImage, pinnedReference } from '../../src/deployment/images.ts';

describe('parseImage', () => {
  test.each([
    ['nginx', { tag: undefined, digest: undefined }],
    ['shop/ui:1.42', { tag: '1.42', digest: undefined }],
    ['localhost:5000/shop/ui', { tag: undefined, digest: undefined }],
    ['localhost:5000/shop/ui:1.42', { tag: '1.42', digest: undefined }],
    ['shop/ui@sha256:1f9c', { tag: undefined, digest: 'sha256:1f9c' }],
    [
      '123456789012.dkr.ecr.us-west-2.amazonaws.com/shop/ui:1.42@sha256:1f9c',
      {
        tag: '1.42',
        digest: 'sha256:1f9c',
      },
    ],
  ])('splits %s', (reference, expected) => {
    expect(parseImage(reference)).toEqual({ reference, ...expected });
  });

  test('prefers the digest that ECS resolved', () => {
    expect(parseImage('shop/ui:1.42', 'sha256:a07b').digest).toBe('sha256:a07b');
  });
});

test.each([
  ['shop/ui:1.42', 'sha256:1f9c', 'shop/ui:1.42@sha256:1f9c'],
  ['shop/ui:1.42@sha256:1f9c', 'sha256:1f9c', 'shop/ui:1.42@sha256:1f9c'],
  ['shop/ui:1.42', undefined, 'shop/ui:1.42'],
])('the pinned reference of %s with digest %s is %s', (reference, digest, pinned) => {
  expect(pinnedReference({ reference, tag: undefined, digest })).toBe(pinned);
});

describe('imageChanges', () => {
  test("puts green's containers first and distinguishes a new container from a removed one", () => {
    const changes = imageChanges(
      [
        { containerName: 'ui', image: 'shop/ui:1.41' },
        { containerName: 'agent', image: 'agent:1' },
      ],
      [
        { containerName: 'ui', image: 'shop/ui:1.42' },
        { containerName: 'cache', image: 'cache:7' },
      ],
    );

    expect(changes.map(({ container, before, after }) => [container, tagOf(before), tagOf(after)])).toEqual([
      ['ui', '1.41', '1.42'],
      ['cache', 'none', '7'],
      ['agent', '1', 'none'],
    ]);
  });

  test('calls a container without a name unnamed, as ECS may leave it out', () => {
    expect(imageChanges([], [{ image: 'shop/ui:1.42' }])).toEqual([
      { container: 'unnamed', before: null, after: { reference: 'shop/ui:1.42', tag: '1.42', digest: undefined } },
    ]);
  });

  test('returns undefined, and not null, for an unknown revision', () => {
    expect(imageChanges(undefined, [{ containerName: 'ui', image: 'shop/ui:1.42' }])[0]?.before).toBeUndefined();
    expect(imageChanges(undefined, undefined)).toEqual([]);
  });
});

function tagOf(image: ImageChange['before']): string | undefined {
  return image === null ? 'none' : image?.tag;
}
