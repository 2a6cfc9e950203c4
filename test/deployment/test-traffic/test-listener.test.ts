import { describe, expect, test } from 'vitest';
import { asTestListener, choiceOf, isChosen } from '../../../src/deployment/test-traffic/test-listener.ts';
import { aTestListener, attachedTo, blue, fallback, green, ruleArn, toBlue } from './a-test-listener.ts';

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

test('a production listener is fitted to as if it were a test listener, with its own rule and the wanted target group', () => {
  const testListener = aTestListener([]);
  const productionRule = fallback(toBlue);
  const production = {
    ...{ listener: { ListenerArn: 'production', Port: 443 }, rules: [productionRule], productionRule, blue },
    ...{ loadBalancer: testListener.loadBalancer, certificateNames: ['shop.example.com'] },
  };

  expect(asTestListener(testListener, production, blue)).toEqual({
    ...testListener,
    ...{ listener: production.listener, rules: [productionRule], testRule: productionRule, green: blue },
    certificateNames: ['shop.example.com'],
  });
});
