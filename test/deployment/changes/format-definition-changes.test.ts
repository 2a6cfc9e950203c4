import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatDefinitionChanges } from '../../../src/deployment/changes/format-definition-changes.ts';
import type { JsonObject } from '../../../src/hook/json.ts';

const withContainer = (container: JsonObject, task: JsonObject = {}): JsonObject => ({
  ...task,
  containerDefinitions: [{ name: 'ui', ...container }],
});

describe('formatDefinitionChanges', () => {
  test.each<[string, JsonObject, JsonObject, object]>([
    ['memory', { memory: '512' }, { memory: '1024' }, { what: 'memory', before: '512 MiB', after: '1024 MiB' }],
    ['cpu', { cpu: '256' }, { cpu: '512' }, { what: 'cpu', before: '0.25 vCPU', after: '0.5 vCPU' }],
    ['a CPU in words', { cpu: '256' }, { cpu: '1 vCPU' }, { what: 'cpu', before: '0.25 vCPU', after: '1 vCPU' }],
    ['a role', {}, { taskRoleArn: 'arn:aws:iam::1:role/a' }, { what: 'task role', after: 'arn:aws:iam::1:role/a' }],
    [
      'the platform',
      { runtimePlatform: { cpuArchitecture: 'X86_64', operatingSystemFamily: 'LINUX' } },
      { runtimePlatform: { cpuArchitecture: 'ARM64', operatingSystemFamily: 'LINUX' } },
      { what: 'platform', before: 'X86_64 LINUX', after: 'ARM64 LINUX' },
    ],
    ['the execution role', {}, { executionRoleArn: 'r' }, { what: 'execution role', after: 'r' }],
    ['a list of something else', {}, { networkMode: ['a'] }, { what: 'network mode', after: '["a"]' }],
    ['a platform in a word', {}, { runtimePlatform: 'LINUX' }, { what: 'platform', after: 'LINUX' }],
    ['a network mode of another kind', {}, { networkMode: { a: 1 } }, { what: 'network mode', after: '{"a":1}' }],
    ['the network mode', { networkMode: 'host' }, {}, { what: 'network mode', before: 'host' }],
    [
      'storage',
      {},
      { ephemeralStorage: { sizeInGiB: 30 } },
      { what: 'ephemeral storage', note: 'changed, value not shown' },
    ],
  ])('says what changes for the whole task: %s', (_what, before, after, change) => {
    expect(formatDefinitionChanges(before, after)).toEqual([change]);
  });

  test.each<[string, JsonObject, JsonObject, object]>([
    ['an image', { image: 'ui:1' }, { image: 'ui:2' }, { what: 'image', before: 'ui:1', after: 'ui:2' }],
    [
      'ports',
      { portMappings: [{ containerPort: 80, hostPort: 80, protocol: 'tcp' }] },
      {
        portMappings: [
          { containerPort: 80, hostPort: 8080 },
          { containerPortRange: '90-99', protocol: 'udp' },
        ],
      },
      { what: 'ports', before: '80/tcp', after: '80/tcp on host port 8080, 90-99/udp' },
    ],
    ...(
      [
        ['a host port that ECS chooses', [{ containerPort: 80, hostPort: 0 }], '80/tcp'],
        ['a port without a number', [{ protocol: 'udp' }], 'unknown/udp'],
        ['a port that is a number', [80, { containerPort: 90 }], '80, 90/tcp'],
        ['ports that are not a list', 'all', 'all'],
      ] as const
    ).map(([what, portMappings, after]): [string, JsonObject, JsonObject, object] => [
      what,
      {},
      { portMappings },
      { what: 'ports', after },
    ]),
    [
      'the reserved memory',
      { memoryReservation: 128 },
      { memoryReservation: 256 },
      { what: 'memory reservation', before: '128 MiB', after: '256 MiB' },
    ],
    [
      'a variable that is new',
      { environment: [] },
      { environment: [{ name: 'CHECKOUT_V2', value: 'hidden' }] },
      { what: 'environment', after: 'CHECKOUT_V2', note: 'value not shown' },
    ],
    [
      'a variable that is gone',
      { environment: [{ name: 'OLD', value: 'hidden' }] },
      {},
      { what: 'environment', before: 'OLD', note: 'value not shown' },
    ],
    [
      'a secret with another source',
      { secrets: [{ name: 'KEY', valueFrom: 'one' }] },
      { secrets: [{ name: 'KEY', valueFrom: 'other' }] },
      { what: 'secret', before: 'KEY', after: 'KEY', note: 'value changed, not shown' },
    ],
    [
      'a health check',
      {},
      { healthCheck: { command: ['x'] } },
      { what: 'health check', note: 'changed, value not shown' },
    ],
    ['a command', { command: ['a'] }, { command: ['b'] }, { what: 'command', note: 'changed, value not shown' }],
    ['logging', {}, { logConfiguration: { logDriver: 'x' } }, { what: 'logging', note: 'changed, value not shown' }],
    [
      'a field that ECS adds later',
      {},
      { newThing: 'hidden' },
      { what: 'new thing', note: 'changed, value not shown' },
    ],
  ])('says what changes in a container: %s', (_what, before, after, change) => {
    expect(formatDefinitionChanges(withContainer(before), withContainer(after))).toEqual([
      { container: 'ui', ...change },
    ]);
  });

  test('names a container that is new or gone', () => {
    expect(formatDefinitionChanges({}, { containerDefinitions: [{ name: 'agent' }] })).toEqual([
      { what: 'container', container: 'agent', after: 'agent' },
    ]);
    expect(formatDefinitionChanges({ containerDefinitions: [{ name: 'agent' }] }, {})).toEqual([
      { what: 'container', container: 'agent', before: 'agent' },
    ]);
  });

  test('keeps what it says on one line, and short', () => {
    const name = `A\nB${'x'.repeat(500)}`;
    const [change] = formatDefinitionChanges(withContainer({}), withContainer({ environment: [{ name, value: '' }] }));

    expect(change?.after).toMatch(/^A Bx+…$/);
    expect(change?.after).toHaveLength(160);
  });

  test.each([
    [40, 40, undefined],
    [41, 40, '2 more changes'],
    [90, 40, '51 more changes'],
  ])('of %i changes has %i entries', (count, entries, last) => {
    const environment = Array.from({ length: count }, (_, at) => ({ name: `N${at}`, value: '' }));
    const changes = formatDefinitionChanges(withContainer({}), withContainer({ environment }));

    expect(changes).toHaveLength(entries);
    expect(changes.at(-1)).toEqual(last ? { what: 'more', note: last } : expect.objectContaining({ after: 'N39' }));
  });
});

describe('of any two task definitions', () => {
  const secret = fc.stringMatching(/^s3cr3t-[a-z]{12}$/);
  const name = fc.constantFrom('A', 'B', 'C');
  const valued = fc.uniqueArray(fc.record({ name, value: secret }), { selector: (one) => one.name });
  const sourced = fc.uniqueArray(fc.record({ name, valueFrom: secret }), { selector: (one) => one.name });
  const container = fc.record(
    {
      name,
      image: fc.constantFrom('ui:1', 'ui:2'),
      memory: fc.nat(4096),
      environment: valued,
      secrets: sourced,
      command: fc.array(secret),
      logConfiguration: fc.record({ options: fc.dictionary(name, secret) }),
      dockerLabels: fc.dictionary(name, secret),
      healthCheck: fc.record({ command: fc.array(secret) }),
    },
    { requiredKeys: ['name'] },
  );
  const definition: fc.Arbitrary<JsonObject> = fc.record({
    memory: fc.constantFrom('512', '1024'),
    containerDefinitions: fc.uniqueArray(container, { selector: (one) => one.name }),
  });

  test('no value that may be a secret is shown', () => {
    fc.assert(
      fc.property(definition, definition, (before, after) => {
        expect(JSON.stringify(formatDefinitionChanges(before, after))).not.toContain('s3cr3t');
      }),
    );
  });

  test('nothing changes between two that are the same, and the way back names the same settings', () => {
    fc.assert(
      fc.property(definition, definition, (before, after) => {
        const places = (from: JsonObject, to: JsonObject) =>
          formatDefinitionChanges(from, to)
            .map(({ what, container: of, before: left, after: right }) => `${of} ${what} ${[left, right].sort()}`)
            .sort();
        expect(formatDefinitionChanges(before, structuredClone(before) as JsonObject)).toEqual([]);
        expect(places(before, after)).toEqual(places(after, before));
      }),
    );
  });
});
