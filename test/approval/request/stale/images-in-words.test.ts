import { describe, expect, test } from 'vitest';
import type { Decision } from '../../../../src/approval/request/request.ts';
import { compareImages, type DeployedImage } from '../../../../src/approval/request/stale/compare-images.ts';
import { confirmationOf } from '../../../../src/approval/request/stale/confirmation.ts';
import { formatConfirmed } from '../../../../src/approval/request/stale/format-confirmed.ts';
import { newRequest } from '../../../helpers/approval.ts';

const images = (given: Record<string, string>): DeployedImage[] =>
  Object.entries(given).map(([container, after]) => ({ container, after }));
const unnamed = { kind: 'unknown', reason: 'ECS no longer names the images of the revision' };
const changed = (name: string, now: string, shown: string) => ({
  kind: 'changed',
  reason: `the image of ${name} is ${now} now, and people were asked about ${shown}`,
});

describe('what people were asked about and what ECS deploys', () => {
  test.each<[string, Record<string, string>, Record<string, string> | undefined, object]>([
    ['nothing shown', {}, undefined, { kind: 'same' }],
    ['nothing known then', { ui: 'not known' }, undefined, { kind: 'same' }],
    ['only removed then', { ui: 'removed' }, undefined, { kind: 'same' }],
    ['nothing named now', { ui: 'a:1' }, undefined, unnamed],
    ['not known now', { ui: 'a:1' }, { ui: 'not known' }, unnamed],
    ['one of two not known now', { ui: 'a:1', log: 'b:1' }, { ui: 'a:1', log: 'not known' }, unnamed],
    ['one of two not known then', { ui: 'a:1', log: 'not known' }, { ui: 'a:1', log: 'b:1' }, { kind: 'same' }],
    ['another one of two', { ui: 'a:1', log: 'not known' }, { ui: 'a:2', log: 'b:1' }, changed('ui', 'a:2', 'a:1')],
    ['removed in both', { ui: 'a:1', log: 'removed' }, { ui: 'a:1', log: 'removed' }, { kind: 'same' }],
    ['removed now', { ui: 'a:1', log: 'b:1' }, { ui: 'a:1', log: 'removed' }, changed('log', 'not there', 'b:1')],
    ['one more now', { ui: 'a:1' }, { ui: 'a:1', log: 'b:1' }, changed('log', 'b:1', 'not there')],
    ['the same, resolved since', { ui: 'a:1' }, { ui: 'a:1@sha256:1' }, { kind: 'same' }],
    ['another digest', { ui: 'a:1@sha256:1' }, { ui: 'a:1@sha256:2' }, changed('ui', 'a:1@sha256:2', 'a:1@sha256:1')],
    [
      'a digest that is not named any more',
      { ui: 'a:1@sha256:1' },
      { ui: 'a:1' },
      { kind: 'unknown', reason: 'ECS no longer says which digest ui (a:1) has' },
    ],
    [
      'a change before what is not known',
      { ui: 'a:1@sha256:1', log: 'b:1' },
      { ui: 'a:1', log: 'b:2' },
      changed('log', 'b:2', 'b:1'),
    ],
  ])('are compared: %s', (_what, shown, now, result) => {
    expect(compareImages(images(shown), now && images(now))).toEqual(result);
  });
});

describe('the confirmation that is stored with a request', () => {
  const at = '2026-11-22T14:10:00.000Z';
  const decision: Decision = { id: 'd', status: 'APPROVED', by: 'ana@example.com', via: 'desk', at };
  const said = 'approved by ana@example.com at 14:10 UTC';
  const now = new Date(at);

  test.each([
    [undefined, said],
    [{ at }, said],
    [{ at, outdated: 'ECS deploys 1.43' }, `${said}, but ECS deploys 1.43, so the approval does not count`],
  ])('says whether the approval counted: %j', (confirmation, wanted) => {
    const request = { ...newRequest(), ...(confirmation && { confirmation }) };
    expect(formatConfirmed(request, decision, now)).toBe(wanted);
  });

  test('that was damaged by hand is an error that names the place', () => {
    expect(() => confirmationOf({ confirmation: { at: 'yesterday' } })).toThrow(
      expect.objectContaining({
        code: 'UNREADABLE_REQUEST',
        message: expect.stringMatching(/^the request in the ledger is damaged: confirmation\.at/),
      }),
    );
  });
});
