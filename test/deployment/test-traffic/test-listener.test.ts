import { describe, expect, test } from 'vitest';
import { choiceOf, isChosen } from '../../../src/deployment/test-traffic/test-listener.ts';
import { attachedTo, blue, green, ruleArn } from './a-test-listener.ts';

describe('the choice of a test listener', () => {
  const attached = attachedTo('100');

  test.each([undefined, 'web:8080', blue, green, 'shop-blue', 'shop-green', ruleArn('100')])('may be %s', (choice) => {
    expect(isChosen(attached, choice)).toBe(true);
  });

  test.each(['', 'web', 'web:80', 'shop', 'undefined', ruleArn('200'), `${blue}x`])('may not be %j', (choice) => {
    expect(isChosen(attached, choice)).toBe(false);
  });

  test('is written as container and port, with the rule', () => {
    expect(choiceOf(attached)).toBe(`"web:8080" (${ruleArn('100')})`);
    expect(choiceOf(attachedTo('100', { containerPort: undefined }))).toBe(`"web:" (${ruleArn('100')})`);
    expect(choiceOf(attachedTo('100', { containerName: undefined }))).toBe(`"${ruleArn('100')}"`);
  });

  test('may only be the target group of a load balancer without a test listener', () => {
    const plain = { targetGroupArn: blue };

    expect([blue, green, 'web:8080'].map((choice) => isChosen(plain, choice))).toEqual([true, false, false]);
    expect(choiceOf(plain)).toBe('""');
  });
});
