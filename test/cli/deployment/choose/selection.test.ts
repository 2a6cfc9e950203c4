import { describe, expect, test } from 'vitest';
import { CliError } from '../../../../src/cli/command/cli-error.ts';
import { readSelection, type SelectionFlags } from '../../../../src/cli/deployment/choose/selection.ts';
import { readDeploymentName } from '../../../../src/cli/deployment/deployment-name.ts';

const now = new Date('2026-11-26T10:00:00Z');
const prefix = 'arn:aws:ecs:eu-central-1:111122223333';
const deployment = `${prefix}:service-deployment/prod/shop/EZe5RNVLH6PPzHXINuP28`;
const read = (flags: SelectionFlags, name = 'prod/shop') => readSelection(readDeploymentName(name), flags, now);

describe('readSelection', () => {
  test.each<[string, SelectionFlags, object]>([
    ['nothing', {}, { kind: 'newest' }],
    ['an ARN', { deployment }, { kind: 'deployment', id: 'EZe5RNVLH6PPzHXINuP28', arn: deployment }],
    ['an id', { deployment: 'EZe5RNVLH6PPzHXINuP28' }, { kind: 'deployment', id: 'EZe5RNVLH6PPzHXINuP28' }],
    ['a revision', { revision: '9313423515462893900' }, { kind: 'revision', id: '9313423515462893900' }],
    ['the id of UpdateService', { revision: 'ecs-svc/93134' }, { kind: 'revision', id: '93134' }],
    ["a revision's ARN", { revision: `${prefix}:service-revision/prod/shop/93134` }, { kind: 'revision', id: '93134' }],
    ['a task definition', { taskDefinition: 'shop:43' }, { kind: 'task-definition', name: 'shop:43' }],
    [
      "a task definition's ARN",
      { taskDefinition: `${prefix}:task-definition/shop:43` },
      { kind: 'task-definition', name: 'shop:43' },
    ],
    [
      'a time',
      { after: '2026-11-26T09:30:00Z' },
      { kind: 'newest', after: { time: new Date('2026-11-26T09:30:00Z') } },
    ],
    [
      'a time of the AWS CLI',
      { after: '2026-11-26T10:30:00.123000+01:00' },
      { kind: 'newest', after: { time: new Date('2026-11-26T09:30:00.123Z') } },
    ],
    ['seconds', { after: '1795685400.5' }, { kind: 'newest', after: { time: new Date(1795685400500) } }],
    ['an earlier deployment', { after: deployment }, { kind: 'newest', after: { arn: deployment } }],
    [
      'a task definition after a time',
      { taskDefinition: 'shop:43', after: '2026-11-26T09:30Z' },
      { kind: 'task-definition', name: 'shop:43', after: { time: new Date('2026-11-26T09:30:00Z') } },
    ],
  ])('T3 reads %s', (_what, flags, selection) => {
    expect(read(flags)).toEqual(selection);
  });

  test.each<[string, SelectionFlags, string, RegExp]>([
    ['two deployments', { deployment, revision: '1' }, 'prod/shop', /leave out --revision/],
    ['a deployment and a bound', { deployment, after: deployment }, 'prod/shop', /leave out --after/],
    ['revision and task definition', { revision: '1', taskDefinition: 'shop:1' }, 'prod/shop', /leave out --task-def/],
    ['a flag next to an ARN', { revision: '1' }, deployment, /leave out --revision/],
    ['another service', { deployment }, 'prod/other', /name the service that it belongs to/],
    ['a revision of another service', { revision: `${prefix}:service-revision/prod/x/1` }, 'prod/shop', /belongs to/],
    ['a family alone', { taskDefinition: 'shop' }, 'prod/shop', /write <family>:<revision>/],
    ['a word as a revision', { revision: 'latest' }, 'prod/shop', /write its ARN, its number/],
    ['a service as a deployment', { deployment: 'prod/shop' }, 'prod/shop', /write its ARN, or the last part/],
    ['a time without a zone', { after: '2026-11-26T09:30:00' }, 'prod/shop', /write a time with its zone/],
    ['a day', { after: 'yesterday' }, 'prod/shop', /write a time with its zone/],
    ['milliseconds', { after: '1795685400500' }, 'prod/shop', /write a time with its zone/],
    ['the future', { after: '2026-11-26T12:00:00Z' }, 'prod/shop', /date -u/],
  ])('T3 refuses %s, and says what to write', (_what, flags, name, said) => {
    const reading = () => read(flags, name);

    expect(reading).toThrow(CliError);
    expect(said.test(sayError(reading))).toBe(true);
  });
});

function sayError(reading: () => unknown): string {
  try {
    reading();
  } catch (error) {
    return error instanceof CliError ? `${error.message}; ${error.next}` : '';
  }
  return '';
}
