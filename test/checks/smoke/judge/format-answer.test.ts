import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatSender, hide } from '../../../../src/checks/smoke/judge/format-answer.ts';
import { judgeResponse } from '../../../../src/checks/smoke/judge/judge-response.ts';
import { answer, expecting, result } from '../results.ts';

const secret = 'hunter2-planted';

describe('formatSender', () => {
  test.each<[Record<string, string[]>, string[]]>([
    [{}, []],
    [{ server: [] }, []],
    [{ server: ['nginx/1.27'] }, ['server nginx/1.27']],
    [{ server: ['nginx', 'envoy'], location: ['/a', '/b'] }, ['server envoy', 'location /b']],
    [{ server: ['x'.repeat(60)] }, [`server ${'x'.repeat(60)}`]],
    [{ server: ['x'.repeat(61)] }, [`server ${'x'.repeat(59)}…`]],
    [{ location: ['https://shop.example/login?token=hunter2#x'] }, ['location https://shop.example/login']],
    [{ location: ['http://ana:hunter2@shop.example:8080/'] }, ['location http://shop.example:8080/']],
    [{ location: ['/login?next=/hunter2'] }, ['location /login']],
    [{ location: ['login'] }, ['location /login']],
    [{ location: [`/${'x'.repeat(199)}`] }, [`location /${'x'.repeat(199)}`]],
    [{ location: [`/${'x'.repeat(200)}`] }, [`location /${'x'.repeat(198)}…`]],
    [{ location: [`https://a.example/${'x'.repeat(300)}`] }, [`location https://a.example/${'x'.repeat(181)}…`]],
    [{ location: ['app://hunter2/login'] }, ['location app:…']],
    [{ location: ['xhttp://hunter2/login'] }, ['location xhttp:…']],
    [{ location: ['http-x://hunter2/login'] }, ['location http-x:…']],
    [{ location: [`${'a'.repeat(30)}:hunter2`] }, [`location ${'a'.repeat(19)}……`]],
    [{ location: ['https://a b/'] }, ['location that is not a URL']],
  ])('describes %j as %j', (headers, parts) => {
    expect(formatSender(answer({ headers }), [])).toEqual(parts);
  });
});

describe('L10 the value of a header that was sent', () => {
  test.each([
    ['unchanged', secret, secret],
    ['in another case', 'HUNTER2-Planted', secret],
    ['percent-encoded', 'hunter2%20planted%2F', 'hunter2 planted/'],
    ['as JSON escapes it', 'hunter2 \\"planted\\"', 'hunter2 "planted"'],
    ['with its spaces collapsed', 'hunter2 planted', 'hunter2  planted'],
    ['without the spaces around it', 'hunter2 planted', ' hunter2 planted\t'],
    ['without its Bearer prefix', secret, `Bearer ${secret}`],
    ['as one of several cookies', secret, `theme=dark; session=${secret}; x=1`],
    ['when it is cut off', 'hunter2-pl…', secret],
  ])('is removed %s', (_how, shown, sent) => {
    expect(hide(`it is "at /${shown}"`, [sent])).toMatch(/^it is "at \/…+"$/);
  });

  test('is removed wherever a string is shortened', () => {
    fc.assert(
      fc.property(fc.nat(260), fc.boolean(), (before, isPath) => {
        const long = 'x'.repeat(before) + secret;
        const headers = isPath ? { location: [`https://shop.example/${long}`] } : { server: [long] };
        expect(formatSender(answer({ headers }), [secret]).join()).not.toMatch(/hunt/i);
        const echoed = result(expecting({ body: `y${secret}` }), answer({ body: Buffer.from(long) }));
        expect(JSON.stringify(judgeResponse({ ...echoed, sent: [secret] }))).not.toMatch(/hunt/i);
      }),
    );
  });

  test('is removed from what is allowed, if the answer is expected to contain it', () => {
    const echoed = result({ contains: secret }, answer({ status: 500 }));

    expect(JSON.stringify(judgeResponse({ ...echoed, sent: [secret] }).finding)).not.toContain('hunter2');
  });

  test.each([
    ['a value of four characters', 'is abcd.', ['abcd'], 'is ….'],
    ['no value of three', 'is abc.', ['abc'], 'is abc.'],
    ['a part of eight characters', 'is abcdefgh.', ['Basic abcdefgh'], 'is ….'],
    ['no part of seven', 'is abcdefg.', ['Basic abcdefg'], 'is abcdefg.'],
    ['neither true nor false, in any case', 'is TRUE or false.', ['true', 'FALSE'], 'is TRUE or false.'],
    ['a word that only begins with true', 'is trueish and untrue.', ['trueish', 'untrue'], 'is … and ….'],
    ['the longer of two values first', 'is abcdef.', ['abcd', 'abcdef'], 'is ….'],
    ['characters with a meaning in regular expressions', 'is a.c+(x)*.', ['a.c+(x)*'], 'is ….'],
    ['nothing that only a regular expression would match', 'is abcd.', ['ab.d'], 'is abcd.'],
    ['every occurrence', 'abcd abcd', ['abcd'], '… …'],
    ['the beginning of a value before an ellipsis', 'is abcde… and abcde', ['abcdefgh'], 'is … and abcde'],
    ['no beginning of three characters', 'is abc… and', ['abcdefgh'], 'is abc… and'],
    ['the beginnings before several ellipses', 'abcd… x ABCDE… y', ['abcdefgh'], '… x … y'],
    ['nothing without a value', 'is abcd…', [], 'is abcd…'],
  ])('removes %s', (_what, text, values, left) => {
    expect(hide(text, values)).toBe(left);
  });

  test('does not hide a short word, or one that only begins like it', () => {
    const text = 'server hunter1, status 500, $.ok is true';

    expect(hide(text, [secret, '500', 'true'])).toBe(text);
  });
});
