import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatMailSubject } from '../../../src/approval/notice/mail-subject.ts';
import { subject } from '../../helpers/approval.ts';
import { anyCharacter } from '../../helpers/random-cases.ts';

const image = (before: string, after: string) => ({ images: [{ container: 'ui', before, after }] });
const digest = `shop/ui@sha256:${'a'.repeat(64)}`;

describe('formatMailSubject', () => {
  test.each<[object, string]>([
    [{}, '[ACTION] Approve my-service 1.42 by 14:30 UTC'],
    [{ step: 25 }, '[ACTION] Approve my-service 1.42 (at 25 %) by 14:30 UTC'],
    [{ step: 0 }, '[ACTION] Approve my-service 1.42 by 14:30 UTC'],
    [image('shop/ui:1.41', digest), '[ACTION] Approve my-service revision ...3900 by 14:30 UTC'],
    [{ images: [] }, '[ACTION] Approve my-service revision ...3900 by 14:30 UTC'],
    [image('a:1', `a:${'2'.repeat(40)}`), `[ACTION] Approve my-service ${'2'.repeat(21)}... by 14:30 UTC`],
    [{ service: 'x'.repeat(40) }, `[ACTION] Approve ${'x'.repeat(40)} 1.42 by 14:30 UTC`],
    [image('a:1', `a:${'2'.repeat(24)}`), `[ACTION] Approve my-service ${'2'.repeat(24)} by 14:30 UTC`],
    [{ service: 'caf\u00e9' }, '[ACTION] Approve caf? 1.42 by 14:30 UTC'],
    [{ service: 'x'.repeat(41) }, `[ACTION] Approve ${'x'.repeat(37)}... 1.42 by 14:30 UTC`],
  ])('of a deployment with %j is %s', (changes, wanted) => {
    expect(formatMailSubject('[ACTION] Approve', { ...subject, ...changes }, 'by 14:30 UTC')).toBe(wanted);
  });

  test('leaves to the service what the rest leaves, up to 99 characters', () => {
    const about = {
      ...subject,
      step: 12.5,
      service: 'x'.repeat(255),
      ...image('shop/ui:0', `shop/ui:${'2'.repeat(40)}`),
    };

    expect(formatMailSubject('[APPROVES ITSELF] Decide', about, 'was approved without you')).toBe(
      `[APPROVES ITSELF] Decide ${'x'.repeat(9)}... ${'2'.repeat(21)}... (at 12.5 %) was approved without you`,
    );
  });

  test('is one that SNS accepts, with its end, no matter how long the names are', () => {
    const names = fc.oneof(
      fc.string({ unit: anyCharacter, maxLength: 300 }),
      fc.stringMatching(/^[A-Za-z0-9_-]{1,255}$/),
    );
    const tags = fc.stringMatching(/^[A-Za-z0-9_][\w.-]{0,127}$/);
    const labels = fc.constantFrom(
      '[ACTION] Approve',
      '[REMINDER] Approve',
      '[APPROVES ITSELF] Decide',
      '[BREAK GLASS]',
    );
    const ends = fc.constantFrom('by 14:30 UTC', 'by 2026-11-23 14:30 UTC', 'was approved without you');
    fc.assert(
      fc.property(names, tags, fc.constantFrom(undefined, 12.5), labels, ends, (service, tag, step, label, end) => {
        const about = { ...subject, service, step, ...image('shop/ui:0', `shop/ui:${tag}`) };

        const text = formatMailSubject(label, about, end);

        expect(text).toMatch(/^[\x20-\x7e]{1,99}$/);
        expect(text.startsWith(`${label} `)).toBe(true);
        expect(text.endsWith(` ${end}`)).toBe(true);
      }),
    );
  });
});
