import { describe, expect, test } from 'vitest';
import { formatTrial, formatWhereTried } from '../../../src/approval/request/format-trial.ts';
import { parseRequest, type Subject } from '../../../src/approval/request/request.ts';
import { newRequest, subject } from '../../helpers/approval.ts';

const { testUrl: _address, trial: _trial, ...bare } = subject;
const url = 'https://preview.example/';
const command = "curl -H 'X-Canary-Test: <value of the rule>' https://shop.example.com/";

describe('formatTrial', () => {
  test('offers an address that the listener’s rules prove, without a remark', () => {
    expect(formatTrial({ ...bare, testUrl: url, trial: { source: 'listener' } })).toEqual({
      ...{ kind: 'address', url, isProved: true, remarks: [] },
    });
  });

  test.each<[string, Partial<Subject>, string[]]>([
    ['as configured', { trial: { source: 'configuration' } }, ["set in the hook's configuration"]],
    [
      'as configured, with the remark that it is not running before a rolling deployment',
      { trial: { source: 'configuration' }, strategy: 'ROLLING', stage: 'PRE_SCALE_UP' },
      ["set in the hook's configuration", 'a rolling deployment has no test listener'],
    ],
    [
      'as configured, with the remark that the test listener does not lead to it yet',
      { trial: { source: 'configuration' }, stage: 'POST_SCALE_UP' },
      ["set in the hook's configuration", 'at POST_SCALE_UP the test listener does not send it requests yet'],
    ],
    ['as unchecked in an older request', {}, ['whether it shows the new version was not checked']],
    [
      'as internal',
      { trial: { source: 'listener', internal: true } },
      ['its load balancer is internal, so it is reachable only inside its VPC'],
    ],
    [
      'with what something else answers there',
      { trial: { source: 'listener', remarks: ['/api/* is answered by rule 10'] } },
      ['/api/* is answered by rule 10'],
    ],
  ])('names an address %s', (_name, changes, remarks) => {
    expect(formatTrial({ ...bare, testUrl: url, ...changes })).toMatchObject({ kind: 'address', url, remarks });
  });

  test('offers a command if no address is certain, with the reason', () => {
    const because = 'only requests with the header X-Canary-Test reach it';

    expect(formatTrial({ ...bare, trial: { because, command, internal: true } })).toEqual({
      ...{ kind: 'command', command, because },
      remarks: ['its load balancer is internal, so it is reachable only inside its VPC'],
    });
  });

  test.each<[Partial<Subject>, object]>([
    [{}, { kind: 'none', because: 'no test address is known' }],
    [{ trial: { because: 'it points at blue' } }, { kind: 'none', because: 'it points at blue' }],
    [{ testUrl: 'javascript:alert(1)' }, { kind: 'none', because: 'no test address is known' }],
    [{ testUrl: 'https://a.example/ Decide: x' }, { kind: 'none', because: 'no test address is known' }],
    [
      { stage: 'PRE_SCALE_UP', trial: { command } },
      { kind: 'none', until: 'yet' },
    ],
    [
      { strategy: 'ROLLING', trial: { command } },
      { kind: 'none', until: 'beforehand' },
    ],
  ])('offers nothing for %j', (changes, said) => {
    expect(formatTrial({ ...bare, ...changes })).toMatchObject(said);
  });
});

test.each<[Partial<Subject>, string]>([
  [{ testUrl: url, trial: { source: 'listener' } }, 'on the test listener'],
  [{ trial: { command } }, 'on the test listener'],
  [{ testUrl: url, trial: { source: 'configuration' } }, 'somewhere'],
  [{ testUrl: url }, 'somewhere'],
  [{}, 'somewhere'],
  [{ stage: 'PRE_SCALE_UP' }, 'nowhere'],
])('the checkbox text for %j claims that the version was tried %s', (changes, where) => {
  expect(formatWhereTried({ ...bare, ...changes })).toBe(where);
});

test('a request that was stored before addresses were checked is still read', () => {
  const { trial: _none, ...old } = subject;

  expect(parseRequest(JSON.stringify(newRequest({ subject: old }))).subject).toEqual(old);
});

test('how the new version is reached is stored with the request', () => {
  const trial = {
    because: 'a header is needed',
    command,
    internal: true,
    remarks: ['/api/* is answered by rule 10'],
  };

  expect(parseRequest(JSON.stringify(newRequest({ subject: { ...bare, trial } }))).subject.trial).toEqual(trial);
});
