import { expect, test } from 'vitest';
import { parseReference } from '../../../src/checks/image-policy/image-reference.ts';

const digest = `sha256:${'0a'.repeat(32)}`;

test.each([
  ['nginx', 'docker.io', 'library/nginx', 'latest', undefined],
  ['someone/nginx:1', 'docker.io', 'someone/nginx', '1', undefined],
  ['docker.io/nginx', 'docker.io', 'library/nginx', 'latest', undefined],
  ['index.docker.io/someone/nginx', 'docker.io', 'someone/nginx', 'latest', undefined],
  ['registry-1.docker.io/nginx:1', 'docker.io', 'library/nginx', '1', undefined],
  ['localhost/ui', 'localhost', 'ui', 'latest', undefined],
  ['LOCALHOST/ui', 'localhost', 'ui', 'latest', undefined],
  ['ghcr.io:443/ui', 'ghcr.io', 'ui', 'latest', undefined],
  ['ghcr.io:4430/ui', 'ghcr.io:4430', 'ui', 'latest', undefined],
  [`GHCR.io/shop/ui@${digest}`, 'ghcr.io', 'shop/ui', undefined, digest],
  [`registry:5000/ui:v1.2@${digest}`, 'registry:5000', 'ui', 'v1.2', digest],
])('%s is an image', (reference, registry, repository, tag, pinned) => {
  expect(parseReference(reference)).toEqual({ registry, repository, tag, digest: pinned });
});

test.each([
  '',
  'UI',
  'a..b/ui',
  '-a.example/ui',
  'a_b.example/ui',
  'ghcr.io:port/ui',
  'ghcr.io:123456/ui',
  'ghcr.io/',
  'ghcr.io/a//b',
  'ghcr.io/UI',
  'me@ghcr.io/ui',
  'ui@sha256:0a',
])('%j is none', (reference) => {
  expect(parseReference(reference)).toBeUndefined();
});
