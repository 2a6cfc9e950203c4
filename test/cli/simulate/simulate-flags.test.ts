import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import {
  readDeploymentConfiguration,
  readFault,
  readHook,
  readObject,
  readPauseAnswer,
  readSwitch,
} from '../../../src/cli/simulate/simulate-flags.ts';

describe('--hook', () => {
  test.each([
    ['./my-hook.mjs@POST_TEST_TRAFFIC_SHIFT', { file: './my-hook.mjs', at: ['POST_TEST_TRAFFIC_SHIFT'] }],
    [
      'hook.mjs@TEST_TRAFFIC_SHIFT,PRODUCTION_TRAFFIC_SHIFT',
      { file: 'hook.mjs', at: ['TEST_TRAFFIC_SHIFT', 'PRODUCTION_TRAFFIC_SHIFT'] },
    ],
    ['node_modules/@shop/hook.mjs@PRE_SCALE_UP', { file: 'node_modules/@shop/hook.mjs', at: ['PRE_SCALE_UP'] }],
    ['node_modules/@shop/hook.mjs', { file: 'node_modules/@shop/hook.mjs', at: [] }],
    ['http://127.0.0.1:9000@PRE_SCALE_UP', { file: 'http://127.0.0.1:9000', at: ['PRE_SCALE_UP'] }],
    [
      'https://user@hooks.shop.example/smoke?v=2@POST_SCALE_UP',
      { file: 'https://user@hooks.shop.example/smoke?v=2', at: ['POST_SCALE_UP'] },
    ],
    ['https://user@hooks.shop.example', { file: 'https://user@hooks.shop.example', at: [] }],
  ])('reads %s', (text, hook) => {
    expect(readHook(text)).toEqual(hook);
  });

  test.each([
    ['hook.mjs@post_scale_up', '"post_scale_up" is not a stage that calls hooks; write some of RECONCILE_SERVICE, '],
    ['hook.mjs@', '"" is not a stage that calls hooks; write some of RECONCILE_SERVICE, '],
    ['@POST_SCALE_UP', 'write the path of a module: ./my-hook.mjs@POST_TEST_TRAFFIC_SHIFT'],
  ])('refuses %s', (text, message) => {
    expect(() => readHook(text)).toThrow(message);
  });

  test('refuses a stage that calls no hooks', () => {
    expect(() => readHook('hook.mjs@BAKE_TIME')).toThrow(
      '"BAKE_TIME" is not a stage that calls hooks; write some of RECONCILE_SERVICE, PRE_SCALE_UP, POST_SCALE_UP, TEST_TRAFFIC_SHIFT, ' +
        'POST_TEST_TRAFFIC_SHIFT, PRE_PRODUCTION_TRAFFIC_SHIFT, PRODUCTION_TRAFFIC_SHIFT, POST_PRODUCTION_TRAFFIC_SHIFT',
    );
  });
});

describe('--pause', () => {
  test.each([
    ['POST_SCALE_UP', { at: ['POST_SCALE_UP'], pause: 'unanswered' }],
    ['POST_SCALE_UP=continue', { at: ['POST_SCALE_UP'], pause: { action: 'CONTINUE', afterMinutes: 0 } }],
    [
      'PRE_SCALE_UP,POST_SCALE_UP=ROLLBACK@2.5',
      { at: ['PRE_SCALE_UP', 'POST_SCALE_UP'], pause: { action: 'ROLLBACK', afterMinutes: 2.5 } },
    ],
  ])('reads %s', (text, pause) => {
    expect(readPauseAnswer(text)).toEqual(pause);
  });

  test.each([
    ['POST_SCALE_UP=stop', '"stop" is not an action; write ROLLBACK or CONTINUE'],
    ['POST_SCALE_UP=continue@soon', '"soon" is not a number from 0 to 20160'],
    ['POST_SCALE_UP=', '"" is not an action; write ROLLBACK or CONTINUE'],
    ['POST_SCALE_UP=continue@', '"" is not a number from 0 to 20160'],
    ['', '"" is not a stage that calls hooks; write some of'],
  ])('refuses %j', (text, message) => {
    expect(() => readPauseAnswer(text)).toThrow(message);
  });
});

describe('--hook-details', () => {
  test('accepts an object', () => {
    expect(readObject('{"path": "/health"}')).toEqual({ path: '/health' });
  });

  test('accepts a file with one', () => {
    const file = fileURLToPath(new URL('../../../events/POST_SCALE_UP.doc.json', import.meta.url));

    expect(readObject(file)['lifecycleStage']).toBe('POST_SCALE_UP');
  });

  test.each([
    ['details.json', `there is no file "details.json"; write its path, or its content: '{"path": "/health"}'`],
    ['{"path": }', `it is not valid JSON: Unexpected token '}'; write for example`],
    ['/dev/null', 'it is empty; write for example'],
    ['["/health"]', 'it is not an object; write for example'],
  ])('refuses %s', (text, message) => {
    expect(() => readObject(text)).toThrow(message);
  });
});

describe('--fault', () => {
  test.each([
    ['crashed', { crashed: [1] }],
    ['crashed=0.1', { crashed: 0.1 }],
    ['lost-answer#1,3', { 'lost-answer': [1, 3] }],
    ['slowSeconds=90', { slowSeconds: 90 }],
  ])('reads %s', (text, faults) => {
    expect(readFault(text)).toEqual(faults);
  });

  test('adds to the previous ones', () => {
    expect(readFault('throttled=0.5', { crashed: [1] })).toEqual({ crashed: [1], throttled: 0.5 });
  });

  test.each([
    ['tired', '"tired" is not a fault; write one of throttled, '],
    ['crashed=often', '"often" is not a number from 0 to 1'],
    ['crashed=2', '"2" is not a number from 0 to 1'],
    ['crashed#0', '"0" is not a number from 1 to 1000000'],
    ['crashed#1.5', '"1.5" is not a whole number'],
  ])('refuses %s', (text, message) => {
    expect(() => readFault(text)).toThrow(message);
  });
});

describe('--switch', () => {
  test('reads a name and a reading, and adds to the previous ones', () => {
    expect(readSwitch('executionId=per-hook', { hookDetailsMode: 'merge' })).toEqual({
      hookDetailsMode: 'merge',
      executionId: 'per-hook',
    });
  });

  test.each([
    ['executionIds=per-hook', '"executionIds" is not a switch; write one of executionId, hookDetailsMode, '],
    ['executionId=never', 'executionId cannot be "never"; write executionId=per-call or executionId=per-hook'],
    ['executionId', 'executionId cannot be ""; write executionId=per-call or executionId=per-hook'],
  ])('refuses %s', (text, message) => {
    expect(() => readSwitch(text)).toThrow(message);
  });
});

describe('--configuration', () => {
  test('accepts members of deploymentConfiguration', () => {
    expect(readDeploymentConfiguration('{"maximumPercent": 150}')).toEqual({ maximumPercent: 150 });
  });

  test.each([
    ['{"strategy": "LINEAR"}', 'strategy has a flag of its own; leave it out and write --strategy'],
    ['{"lifecycleHooks": []}', 'lifecycleHooks has a flag of its own; leave it out and write --hook and --pause'],
    ['[]', 'it is not an object; write for example'],
  ])('refuses %s', (text, message) => {
    expect(() => readDeploymentConfiguration(text)).toThrow(message);
  });
});
