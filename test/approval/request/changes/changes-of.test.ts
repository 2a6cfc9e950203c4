import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { changesOf } from '../../../../src/approval/request/changes/changes-of.ts';
import { formatRequest, parseRequest } from '../../../../src/approval/request/request.ts';
import { newRequest } from '../../../helpers/approval.ts';

const memory = { what: 'memory', before: '512 MiB', after: '1024 MiB' };

describe('what changes in a task definition', () => {
  test('is read as it was stored, without images, which have a place of their own', () => {
    const request = newRequest();
    const changes = [memory, { what: 'image', container: 'ui', before: 'ui:1', after: 'ui:2' }];
    const stored = formatRequest({ ...request, subject: { ...request.subject, changes } });

    expect(changesOf(parseRequest(stored).subject)).toEqual([memory]);
  });

  test('is not known of a request of an earlier release', () => {
    const stored = readFileSync(new URL('../stored-2026-11-26.json', import.meta.url), 'utf8');

    expect(changesOf(parseRequest(stored).subject)).toBeUndefined();
  });

  test('is shown as far as it can be read', () => {
    expect(changesOf({ changes: [{ what: 7 }, memory, { kind: 'of a later release' }] })).toEqual([memory]);
    expect(changesOf({ changes: [] })).toEqual([]);
  });
});
