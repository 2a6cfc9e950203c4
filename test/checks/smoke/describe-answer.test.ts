import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeSender, hide } from '../../../src/checks/smoke/describe-answer.ts';
import { judgeResponse } from '../../../src/checks/smoke/judge-response.ts';
import { answer, result } from './results.ts';

const secret = 'hunter2-planted';

describe('L10 the value of a header that was sent', () => {
  it.each([
    ['as it is', secret, secret],
    ['in another case', 'HUNTER2-Planted', secret],
    ['percent-encoded', 'hunter2%20planted%2F', 'hunter2 planted/'],
    ['as JSON has it', 'hunter2 \\"planted\\"', 'hunter2 "planted"'],
    ['with its blanks made one', 'hunter2 planted', 'hunter2  planted'],
    ['without Bearer', secret, `Bearer ${secret}`],
    ['as one of several cookies', secret, `theme=dark; session=${secret}; x=1`],
    ['cut off', 'hunter2-pl…', secret],
  ])('is left out %s', (_how, shown, sent) => {
    expect(hide(`it is "at /${shown}"`, [sent])).toMatch(/^it is "at \/…+"$/);
  });

  it('is left out wherever a text is shortened', () => {
    fc.assert(
      fc.property(fc.nat(260), fc.boolean(), (before, isPath) => {
        const long = 'x'.repeat(before) + secret;
        const headers = isPath ? { location: [`https://shop.example/${long}`] } : { server: [long] };
        expect(describeSender(answer({ headers }), [secret]).join()).not.toMatch(/hunt/i);
        const echoed = result(
          { expect: { header: [], json: [], body: { kind: 'literal', value: `y${secret}` } } },
          answer({ body: Buffer.from(long) }),
        );
        expect(JSON.stringify(judgeResponse({ ...echoed, sent: [secret] }))).not.toMatch(/hunt/i);
      }),
    );
  });

  it('is left out of what is allowed, if the same is expected in the answer', () => {
    const echoed = result({ contains: secret }, answer({ status: 500 }));

    expect(JSON.stringify(judgeResponse({ ...echoed, sent: [secret] }).finding)).not.toContain('hunter2');
  });

  it('does not hide a word that only begins like it, or a short one', () => {
    const text = 'server hunter1, status 500, $.ok is true';

    expect(hide(text, [secret, '500', 'true'])).toBe(text);
  });
});
