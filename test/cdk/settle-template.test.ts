import { expect, test } from 'vitest';
import type { AppTemplate } from '../../src/cdk/app-template.ts';
import { brokenRules, evaluateConditions } from '../../src/cdk/evaluate-conditions.ts';
import { settleTemplate } from '../../src/cdk/settle-template.ts';

const template: AppTemplate = {
  Parameters: {
    Email: { Type: 'String', Default: '' },
    Days: { Type: 'Number', Default: 0 },
  },
  Rules: {
    Both: {
      Assertions: [
        {
          Assert: {
            'Fn::Or': [
              { 'Fn::Equals': [{ Ref: 'Email' }, ''] },
              { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'Days' }, 0] }] },
            ],
          },
          AssertDescription: 'an Email needs Days',
        },
      ],
    },
  },
  Globals: { Function: { Tracing: { 'Fn::If': ['HasEmail', 'Active', 'PassThrough'] } } },
  Conditions: {
    HasEmail: { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'Email' }, ''] }] },
    HasBoth: { 'Fn::And': [{ Condition: 'HasEmail' }, { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'Days' }, '0'] }] }] },
  },
  Resources: {
    Topic: {
      Type: 'AWS::SNS::Topic',
      Properties: { Name: { 'Fn::If': ['HasEmail', { Ref: 'Email' }, { Ref: 'AWS::NoValue' }] } },
    },
    Subscription: { Type: 'AWS::SNS::Subscription', Condition: 'HasEmail', DependsOn: ['Topic', 'Lock'] },
    Lock: {
      Type: 'AWS::Lock',
      Condition: 'HasBoth',
      Properties: { List: [{ 'Fn::If': ['HasBoth', 1, 2] }, { 'Fn::If': ['HasEmail', { Ref: 'AWS::NoValue' }, 3] }] },
    },
  },
  Outputs: { Address: { Condition: 'HasEmail', Value: { Ref: 'Email' } } as object },
};

test('what a condition leaves out is not there, and no condition is left', () => {
  const { Resources, Outputs, Conditions } = settleTemplate(template, { Email: '', Days: 7 });

  expect(Resources).toEqual({ Topic: { Type: 'AWS::SNS::Topic', Properties: {} } });
  expect({ Outputs, Conditions }).toEqual({ Outputs: {}, Conditions: {} });
});

test('what a condition keeps has the value of its branch, and depends on what is there', () => {
  const some = settleTemplate(template, { Email: 'a', Days: 0 });
  const all = settleTemplate(template, { Email: 'a', Days: 7 });

  expect(some.Resources['Topic']).toEqual({ Type: 'AWS::SNS::Topic', Properties: { Name: { Ref: 'Email' } } });
  expect(some.Resources['Subscription']).toEqual({ Type: 'AWS::SNS::Subscription', DependsOn: ['Topic'] });
  expect(some['Globals']).toEqual({ Function: { Tracing: 'Active' } });
  expect(some.Outputs).toEqual({ Address: { Value: { Ref: 'Email' } } });
  expect(all.Resources['Subscription']).toEqual({ Type: 'AWS::SNS::Subscription', DependsOn: ['Topic', 'Lock'] });
  expect(all.Resources['Lock']).toEqual({ Type: 'AWS::Lock', Properties: { List: [1] } });
});

test('conditions compare as text, as CloudFormation does', () => {
  expect(evaluateConditions(template, { Email: 'a', Days: 0 })).toEqual({ HasEmail: true, HasBoth: false });
  expect(evaluateConditions(template, { Email: 'a', Days: 1 })).toEqual({ HasEmail: true, HasBoth: true });
});

test('a condition that cannot be evaluated is an error, not a guess', () => {
  const other = (condition: unknown) => ({ Conditions: { Other: condition } });

  expect(() => evaluateConditions(other({ 'Fn::Contains': [['a'], 'a'] }), {})).toThrow('"Fn::Contains"');
  expect(() => evaluateConditions(other({ 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'a'] }), {})).toThrow('AWS::Region');
});

test('a rule that is broken says so', () => {
  expect(brokenRules(template, { Email: 'a', Days: 0 })).toEqual(['an Email needs Days']);
  expect(brokenRules(template, { Email: 'a', Days: 1 })).toEqual([]);
});
