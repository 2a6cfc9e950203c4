import { expect, test } from 'vitest';
import { versionsOf } from '../../src/wording/versions.ts';

const ids = { revisionId: '9313423515462893900', sourceRevisionId: '1920498462936580504' };
const digest = `@sha256:${'0123456789abcdef'.repeat(4)}`;
const byIds = { before: '…0504', after: '…3900' };

test.each<[string, { before?: string; after: string }[], object]>([
  ['of one image', [{ before: 'shop/ui:1.41', after: 'shop/ui:1.42' }], { before: '1.41', after: '1.42' }],
  [
    'next to a digest and a port',
    [{ before: `registry:5000/ui:1.41${digest}`, after: `registry:5000/ui:1.42${digest}` }],
    { before: '1.41', after: '1.42' },
  ],
  [
    'of the only image that changes',
    [
      { before: 'log:7', after: 'log:7' },
      { before: 'ui:1', after: 'ui:2' },
    ],
    { before: '1', after: '2' },
  ],
  [
    'of two images that change alike',
    [
      { before: 'a:1', after: 'a:2' },
      { before: 'b:1', after: 'b:2' },
    ],
    { before: '1', after: '2' },
  ],
  ['of an image that replaces nothing', [{ after: 'ui:1' }], { after: '1' }],
  [
    'of an image whose predecessor has a port and no tag',
    [{ before: 'host:5000/ui@sha256:0', after: 'ui:2' }],
    { after: '2' },
  ],
  ['of an image whose predecessor has no tag', [{ before: 'ui', after: 'ui:2' }], { after: '2' }],
])('the versions are the tags %s', (_which, images, expected) => {
  expect(versionsOf({ images, ...ids })).toStrictEqual(expected);
});

test.each<[string, { before?: string; after: string }[]]>([
  ['no image is known', []],
  ['no image changes', [{ before: 'ui:1', after: 'ui:1' }]],
  ['only the digest behind a tag changes', [{ before: 'ui:latest@sha256:0', after: 'ui:latest@sha256:1' }]],
  ['there is no tag', [{ before: 'host:5000/ui@sha256:0', after: 'host:5000/ui@sha256:1' }]],
  ['the new image is not known', [{ before: 'ui:1', after: 'not known' }]],
  [
    'two images become different ones',
    [
      { before: 'a:1', after: 'a:2' },
      { before: 'b:1', after: 'b:3' },
    ],
  ],
  [
    'two images were different ones',
    [
      { before: 'a:1', after: 'a:2' },
      { before: 'b:0', after: 'b:2' },
    ],
  ],
  [
    'two images change in different ways',
    [
      { before: 'a:1', after: 'a:2' },
      { before: 'b:7', after: 'b:8' },
    ],
  ],
])('the versions are the short ids of the revisions if %s', (_why, images) => {
  expect(versionsOf({ images, ...ids })).toEqual(byIds);
});

test('a first deployment has no version before', () => {
  expect(versionsOf({ images: [], revisionId: '9313423515462893900' })).toEqual({ after: '…3900' });
});
