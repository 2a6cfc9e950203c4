import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readAppTemplate, type TemplateParameter } from '../../src/cdk/app-template.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { Parameters } = readAppTemplate(`${root}/template.yaml`);

/** As the interface is written: one property a line. */
const props = Object.fromEntries(
  readFileSync(`${root}/src/cdk/greenlight-props.ts`, 'utf8')
    .matchAll(/^ {2}readonly (\w+)\?: (.+);$/gm)
    .map(([, name, type]) => [name, type]),
);

test('there is a prop for each parameter of the template, and no other', () => {
  const names = Object.keys(Parameters).map((name) => `${name.charAt(0).toLowerCase()}${name.slice(1)}`);

  expect(Object.keys(props)).toEqual(names);
});

test.each(Object.entries(Parameters))('%s takes what the parameter takes', (name, parameter) => {
  const type = props[`${name.charAt(0).toLowerCase()}${name.slice(1)}`];

  expect(typesFor(parameter)).toContain(type);
});

const examples: Readonly<Record<string, readonly [string, string]>> = {
  SmokeSuites: ['arn:aws:s3:::smoke-tests/shop/*', 'arn:aws:ssm:eu-central-1:111122223333:parameter/shop/smoke'],
  SmokeSecrets: [
    'arn:aws:secretsmanager:eu-central-1:111122223333:secret:shop/smoke-??????',
    'arn:aws:ssm:eu-central-1:111122223333:parameter/shop/token',
  ],
  PrometheusWorkspaces: [
    'arn:aws:aps:eu-central-1:111122223333:workspace/ws-1',
    'arn:aws:aps:us-east-1:111122223333:workspace/ws-2',
  ],
  MetricsRoles: ['arn:aws:iam::111122223333:role/metrics', 'arn:aws:iam::444455556666:role/metrics'],
  AlarmRoles: ['arn:aws:iam::111122223333:role/alarms', 'arn:aws:iam::444455556666:role/alarms'],
  HttpGateHosts: ['gates.example.com', 'ci.example.com:8443'],
  HttpGateFunctions: [
    'arn:aws:lambda:eu-central-1:111122223333:function:shop-gate',
    'arn:aws:lambda:eu-central-1:111122223333:function:shop-gate:live',
  ],
  SubscriptionProtocols: ['email', 'https'],
  SubscriberArns: ['arn:aws:iam::111122223333:role/deployer', 'arn:aws:iam::111122223333:user/ops/ana@example.com'],
  SmokeHookSubnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
  SmokeHookSecurityGroupIds: ['sg-0123456789abcdef0', 'sg-0123456789abcdef1'],
  OidcMailDomains: ['example.com', 'example.org'],
};

test('there are two values for each parameter that takes several', () => {
  const lists = Object.entries(Parameters).filter(([, { Description }]) =>
    /separated by commas/.test(Description ?? ''),
  );

  expect(Object.keys(examples).toSorted()).toEqual(lists.map(([name]) => name).toSorted());
});

test.each(Object.entries(examples))(
  '%s takes one value or several, with only a comma between them',
  (name, [first, second]) => {
    const pattern = new RegExp(`^(?:${Parameters[name]?.AllowedPattern})$`);

    expect(
      [first, `${first},${second}`, `${second},${first},${second}`].filter((value) => !pattern.test(value)),
    ).toEqual([]);
    expect([`${first},`, `,${first}`, `${first}, ${second}`].filter((value) => pattern.test(value))).toEqual([]);
  },
);

/** A list of values with commas is a list here, and two opposite words are a boolean. */
function typesFor({ Type, AllowedValues }: TemplateParameter): string[] {
  if (Type === 'Number') return ['number'];
  const words = AllowedValues?.map(String).toSorted().join(' ');
  if (words === 'no yes' || words === 'off on') return ['boolean'];
  return AllowedValues ? [AllowedValues.map((value) => `'${value}'`).join(' | ')] : ['string', 'readonly string[]'];
}
