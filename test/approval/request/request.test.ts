import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ApprovalRequest, formatRequest, parseRequest } from '../../../src/approval/request/request.ts';
import { castVote } from '../../../src/approval/request/transitions.ts';
import { newRequest, vote } from '../../helpers/approval.ts';

describe('parseRequest', () => {
  test('reads what formatRequest wrote', () => {
    const decided = castVote(newRequest(), vote({ reason: 'ü "quoted"\nand more' })).request;

    expect(parseRequest(formatRequest(decided))).toEqual(decided);
    expect(formatRequest(decided)).toMatch(/^\{\n {2}"schemaVersion": 1,\n {2}"status": "APPROVED",\n[\s\S]*\n\}\n$/);
  });

  test.each(['desk', 'iam'] as const)('reads a vote that was cast through %s', (via) => {
    const request = { ...newRequest(), votes: [vote({ via })] };

    expect(parseRequest(JSON.stringify(request))).toEqual(request);
  });

  test.each([
    ['2026-11-22T14:30:00Z', '2026-11-22T14:30:00.000Z'],
    ['2026-11-22T15:30:00+01:00', '2026-11-22T14:30:00.000Z'],
    ['2026-11-22 14:30:00.5Z', '2026-11-22T14:30:00.500Z'],
  ])('converts the time %s to the one form in which times are compared', (written, read) => {
    expect(parseRequest(JSON.stringify({ ...newRequest(), deadline: written })).deadline).toBe(read);
  });

  test.each([
    ['', /not valid JSON: an empty string/],
    ['APPROVED', /not valid JSON: "APPROVED"/],
    ['null', /damaged/],
    ['[]', /damaged/],
    [
      JSON.stringify({ ...newRequest(), status: 'Approved' }),
      /damaged: status: expected one of PENDING, APPROVED, REJECTED, EXPIRED, SUPERSEDED/,
    ],
    [
      JSON.stringify({ ...newRequest(), deadline: '14:30' }),
      /damaged: deadline: expected a time like 2026-11-22T14:30:00.000Z/,
    ],
    [JSON.stringify({ ...newRequest(), deadline: '2026-11-22T14:30:00' }), /damaged: deadline: expected a time/],
    [JSON.stringify({ ...newRequest(), deadline: '2026-11-22T14:30:00+0' }), /damaged: deadline: expected a time/],
    [JSON.stringify({ ...newRequest(), subject: undefined }), /damaged: subject: missing/],
    [JSON.stringify({ ...newRequest(), votes: [{ ...vote(), choice: 'YES' }] }), /damaged: votes\[0\]\.choice/],
  ])('says what is wrong with %j', (text, message) => {
    expect(() => parseRequest(text)).toThrow(
      expect.objectContaining({ code: 'UNREADABLE_REQUEST', message: expect.stringMatching(message) }),
    );
  });

  test('returns a request or throws an ApprovalError, no matter what is stored', () => {
    const edited = fc
      .tuple(
        fc.constantFrom<keyof ApprovalRequest>('status', 'deadline', 'votes', 'decision', 'approvals', 'subject'),
        fc.jsonValue(),
      )
      .map(([field, value]) => JSON.stringify({ ...newRequest(), [field]: value }));
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), edited), (text) => {
        try {
          expect(['PENDING', 'APPROVED', 'REJECTED', 'EXPIRED', 'SUPERSEDED']).toContain(parseRequest(text).status);
        } catch (error) {
          expect(error).toMatchObject({ code: 'UNREADABLE_REQUEST' });
        }
      }),
    );
  });
});
