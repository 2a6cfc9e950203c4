import { describe, expect, test } from 'vitest';
import { isPassing, sourceOf } from '../../../../src/checks/smoke/judge/answer-source.ts';
import type { ProbeAnswer } from '../../../../src/checks/smoke/probe/probe-answer.ts';
import { answer } from '../results.ts';

const html = { 'content-type': ['text/html'] };
const page = (title: string, heading = title, end = '') =>
  `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${heading}</h1></center>\r\n</body>\r\n</html>\r\n${end}`;
const unavailable = '503 Service Temporarily Unavailable';

describe('the sender of an answer', () => {
  test.each<[string, Partial<ProbeAnswer>]>([
    ['its name', { headers: { server: ['awselb/2.0'] } }],
    ['its name in capitals', { headers: { server: ['AWSELB/2.0'] } }],
    ['the last of several names', { headers: { server: ['nginx', 'awselb/2.0'] } }],
    ['its own page', own(page(unavailable))],
    ['its own page on white', own(page(unavailable).replace('<body>', '<body bgcolor="white">'))],
    ['its own page with line feeds alone', own(page(unavailable).replaceAll('\r\n', '\n'))],
    [
      'its own page in one charset',
      { ...own(page(unavailable)), headers: { 'content-type': ['text/html; charset=utf-8'] } },
    ],
    [
      'its own page, padded for old browsers',
      own(page(unavailable, unavailable, '<!-- a padding to disable MSIE -->\r\n'.repeat(6))),
    ],
    ['its own page of 2000 bytes', own(padded(2000))],
    ['its own page of the lowest status', { ...own(page('400 Bad Request')), status: 400 }],
  ])('is the load balancer according to %s', (_what, change) => {
    expect(sourceOf(answer({ status: 503, ...change }))).toBe('load balancer');
  });

  test.each(['challenge', ''])('is a web ACL according to its action %j, no matter what the server is', (action) => {
    expect(sourceOf(answer({ headers: { 'x-amzn-waf-action': [action], server: ['nginx'] } }))).toBe('web ACL');
  });

  test.each<[string, Partial<ProbeAnswer>]>([
    ['the lack of any sign', {}],
    ['another server', { headers: { server: ['nginx/1.27'] } }],
    ['a server that only contains its name', { headers: { server: ['my awselb/2.0'] } }],
    ['a server that only begins like it', { headers: { server: ['awselbow'] } }],
    ['another server with the same page', { ...own(page(unavailable)), headers: { ...html, server: ['nginx'] } }],
    ['the page of another status', { ...own(page(unavailable)), status: 502 }],
    ['a status that only begins like the one of the page', { ...own(page('5030 Error')), status: 503 }],
    ['the page of a status that is not an error', { ...own(page('399 Other')), status: 399 }],
    ['a page of another heading', own(page(unavailable, 'Sorry'))],
    ['a page of another type', { ...own(page(unavailable)), headers: { 'content-type': ['text/plain'] } }],
    ['a page of an empty list of types', { ...own(page(unavailable)), headers: { 'content-type': [] } }],
    ['a page of no type', { ...own(page(unavailable)), headers: {} }],
    ['a page with text before it', own(`x${page(unavailable)}`)],
    ['a page with text after it', own(page(unavailable, unavailable, 'x'))],
    ['the page of nginx', own(page(unavailable).replace('</body>', '<hr><center>nginx</center>\r\n</body>'))],
    ['a page in another colour', own(page(unavailable).replace('<body>', '<body bgcolor="black">'))],
    ['a page without a title', own(page(''))],
    ['a page with a long title', own(page(`503 ${'x'.repeat(57)}`))],
    ['a page of over 2000 bytes', own(padded(2001))],
  ])('is the release according to %s', (_what, change) => {
    expect(sourceOf(answer({ status: 503, ...change }))).toBe('release');
  });

  test.each([
    [501, false],
    [502, true],
    [503, true],
    [504, true],
    [505, false],
    [200, false],
  ])('may pass with status %i: %s', (status, may) => {
    expect(isPassing({ status })).toBe(may);
  });
});

function padded(bytes: number): string {
  const end = (length: number) => `<!-- a padding ${'x'.repeat(length)}-->`;
  return page(unavailable, unavailable, end(bytes - page(unavailable, unavailable, end(0)).length));
}

/** A page of a load balancer without the `Server` header. */
function own(body: string): Partial<ProbeAnswer> {
  return { headers: html, body: Buffer.from(body) };
}
