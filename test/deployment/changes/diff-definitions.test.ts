import { describe, expect, test } from 'vitest';
import { diffDefinitions } from '../../../src/deployment/changes/diff-definitions.ts';
import type { JsonObject } from '../../../src/hook/json.ts';

const port = (containerPort: number) => ({ containerPort, protocol: 'tcp' });
const withContainer = (container: JsonObject): JsonObject => ({ containerDefinitions: [{ name: 'ui', ...container }] });

describe('two task definitions are the same', () => {
  test.each<[string, JsonObject, JsonObject]>([
    ['without a field and with null', {}, { taskRoleArn: null }],
    ['without a field and with an empty list', {}, { volumes: [] }],
    [
      'without a list of which the order counts and with an empty one',
      withContainer({}),
      withContainer({ environmentFiles: [] }),
    ],
    ['without a field and with an empty object', {}, { ephemeralStorage: {} }],
    ['without a field and with objects that are empty at every depth', {}, { x: { y: [], z: { a: null } } }],
    [
      'without a switch and with one that is off, as it is by default',
      withContainer({ mountPoints: [{ sourceVolume: 'a', readOnly: false }] }),
      {
        enableFaultInjection: false,
        containerDefinitions: [
          {
            name: 'ui',
            readonlyRootFilesystem: false,
            privileged: false,
            interactive: false,
            pseudoTerminal: false,
            disableNetworking: false,
            mountPoints: [{ sourceVolume: 'a' }],
            linuxParameters: { initProcessEnabled: false },
          },
        ],
      },
    ],
    ['with keys in another order', { x: { a: 1, b: 2, c: 3 } }, { x: { c: 3, a: 1, b: 2 } }],
    [
      'with ports in another order',
      withContainer({ portMappings: [port(80), port(90)] }),
      withContainer({ portMappings: [port(90), port(80)] }),
    ],
    [
      'with containers in another order',
      { containerDefinitions: [{ name: 'a' }, { name: 'b' }] },
      { containerDefinitions: [{ name: 'b' }, { name: 'a' }] },
    ],
    [
      'with variables in another order',
      withContainer({
        environment: [
          { name: 'A', value: '1' },
          { name: 'B', value: '2' },
        ],
      }),
      withContainer({
        environment: [
          { name: 'B', value: '2' },
          { name: 'A', value: '1' },
        ],
      }),
    ],
    [
      'with entries that are not containers',
      { containerDefinitions: [{ name: 'a' }] },
      { containerDefinitions: [null, 'a', { name: 'a' }] },
    ],
    ['with containers that are not a list', {}, { containerDefinitions: 'ui' }],
    ['of another revision', { revision: 1, status: 'ACTIVE' }, { revision: 2, status: 'INACTIVE' }],
  ])('%s', (_what, before, after) => {
    expect(diffDefinitions(before, after)).toEqual([]);
    expect(diffDefinitions(after, before)).toEqual([]);
  });
});

describe('two task definitions differ', () => {
  test.each<[string, JsonObject, JsonObject]>([
    ['essential', withContainer({}), withContainer({ essential: false })],
    [
      'readonlyRootFilesystem',
      withContainer({ readonlyRootFilesystem: false }),
      withContainer({ readonlyRootFilesystem: true }),
    ],
    ['privileged', withContainer({}), withContainer({ privileged: true })],
    ['somethingNew', withContainer({}), withContainer({ somethingNew: false })],
  ])('in the switch %s', (field, before, after) => {
    expect(diffDefinitions(before, after)).toMatchObject([{ field, kind: 'changed' }]);
    expect(diffDefinitions(after, before)).toMatchObject([{ field, kind: 'changed' }]);
  });

  const inUi = { container: 'ui' };

  test.each<[string, JsonObject, JsonObject, object[]]>([
    [
      'in a field of the task',
      { cpu: '256' },
      { cpu: '512' },
      [{ area: 'size', field: 'cpu', kind: 'changed', before: '256', after: '512' }],
    ],
    ['in a field that AWS adds later', {}, { pidMode: 'task' }, [{ area: 'other', field: 'pidMode', kind: 'changed' }]],
    [
      'in such a field of a container',
      withContainer({}),
      withContainer({ ulimits: [{ softLimit: 1 }] }),
      [{ area: 'other', field: 'ulimits', kind: 'changed', ...inUi }],
    ],
    [
      'in the order of words',
      withContainer({ command: ['a', 'b'] }),
      withContainer({ command: ['b', 'a'] }),
      [{ area: 'command', field: 'command', kind: 'changed', ...inUi }],
    ],
    [
      'in where one word ends',
      withContainer({ command: ['a', 'b'] }),
      withContainer({ command: ['a,b'] }),
      [{ area: 'command', field: 'command', kind: 'changed', ...inUi }],
    ],
    [
      'in the order of a list of words and objects',
      { x: ['b', { a: 1 }] },
      { x: [{ a: 1 }, 'b'] },
      [{ area: 'other', field: 'x', kind: 'changed' }],
    ],
    ['in where one number ends', { x: [1, 2] }, { x: [12] }, [{ area: 'other', field: 'x', kind: 'changed' }]],
    ['in a number and its text', { x: { a: 1 } }, { x: { a: '1' } }, [{ area: 'other', field: 'x', kind: 'changed' }]],
    [
      'in two keys that together read alike',
      { x: { a: 'b', c: 'd' } },
      { x: { a: 'b,c:d' } },
      [{ area: 'other', field: 'x', kind: 'changed' }],
    ],
    [
      'in ports that are new',
      withContainer({ portMappings: [] }),
      withContainer({ portMappings: [port(80)] }),
      [{ area: 'ports', field: 'portMappings', kind: 'changed', after: [port(80)], ...inUi }],
    ],
    [
      'in a role that is gone',
      { taskRoleArn: 'r' },
      { taskRoleArn: null },
      [{ area: 'roles', field: 'taskRoleArn', kind: 'changed', before: 'r' }],
    ],
    [
      'in a container',
      {},
      { containerDefinitions: [{ name: 'ui' }] },
      [{ area: 'containers', field: 'containerDefinitions', container: 'ui', name: 'ui', kind: 'added' }],
    ],
    [
      'in the value of a variable',
      withContainer({ environment: [{ name: 'A', value: '1' }] }),
      withContainer({ environment: [{ name: 'A', value: '2' }] }),
      [{ area: 'environment', field: 'environment', name: 'A', kind: 'changed', ...inUi }],
    ],
    [
      'in a variable that is there twice',
      withContainer({ environment: [{ name: 'A', value: '1' }] }),
      withContainer({
        environment: [
          { name: 'A', value: '2' },
          { name: 'A', value: '1' },
        ],
      }),
      [{ area: 'environment', field: 'environment', name: 'A', kind: 'changed', ...inUi }],
    ],
    [
      'in the order of files with variables',
      withContainer({ environmentFiles: [{ value: 'a.env' }, { value: 'b.env' }] }),
      withContainer({ environmentFiles: [{ value: 'b.env' }, { value: 'a.env' }] }),
      [{ area: 'environment', field: 'environmentFiles', kind: 'changed', ...inUi }],
    ],
    [
      'in a secret that is new',
      withContainer({}),
      withContainer({ secrets: [{ name: 'K', valueFrom: 'arn' }] }),
      [{ area: 'secrets', field: 'secrets', name: 'K', kind: 'added', ...inUi }],
    ],
    [
      'in a secret that is gone',
      withContainer({ secrets: [{ name: 'K', valueFrom: 'arn' }] }),
      withContainer({}),
      [{ area: 'secrets', field: 'secrets', name: 'K', kind: 'removed', ...inUi }],
    ],
  ])('%s', (_what, before, after, changes) => {
    expect(diffDefinitions(before, after)).toStrictEqual(changes);
  });
});

describe('each field has its area', () => {
  const inTask = {
    ...{ taskRoleArn: 'roles', executionRoleArn: 'roles', networkMode: 'network', runtimePlatform: 'platform' },
    ...{ cpu: 'size', memory: 'size', ephemeralStorage: 'size', volumes: 'volumes' },
  };
  const inContainer = {
    ...{ image: 'image', portMappings: 'ports', environmentFiles: 'environment', cpu: 'size', memory: 'size' },
    ...{ memoryReservation: 'size', command: 'command', entryPoint: 'command', workingDirectory: 'command' },
    ...{ mountPoints: 'volumes', volumesFrom: 'volumes', logConfiguration: 'logging' },
    ...{ firelensConfiguration: 'logging', healthCheck: 'healthCheck' },
  };

  test.each(Object.entries(inTask))('of a task: %s is part of %s', (field, area) => {
    expect(diffDefinitions({}, { [field]: 'x' })).toMatchObject([{ field, area }]);
  });

  test.each(Object.entries(inContainer))('of a container: %s is part of %s', (field, area) => {
    expect(diffDefinitions(withContainer({}), withContainer({ [field]: 'x' }))).toMatchObject([{ field, area }]);
  });

  test.each([
    ...['taskDefinitionArn', 'revision', 'status', 'registeredAt', 'registeredBy', 'deregisteredAt'],
    ...['deleteRequestedAt', 'requiresAttributes', 'compatibilities'],
  ])('except %s, which differs between any two', (field) => {
    expect(diffDefinitions({}, { [field]: 'x' })).toEqual([]);
  });
});
