import { createServer } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { choosePorts } from '../../../src/sandbox/servers/free-ports.ts';
import { serve } from '../../../src/sandbox/servers/serve.ts';

const undoing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const undo of undoing.splice(0).reverse()) await undo();
});

const defaults = { production: 8080, test: 8081, desk: 8091 };

test('a default that is taken is passed over, and what is given is not', async () => {
  const taken = new Set([8080, 8180, 8081]);

  const chosen = await choosePorts(defaults, { test: 8081 }, async (port) => !taken.has(port));

  expect(chosen).toEqual({
    ports: { production: 8280, test: 8081, desk: 8091 },
    moved: [{ name: 'production', wanted: 8080, port: 8280 }],
  });
});

test('any free port is taken if all of those are in use', async () => {
  const { ports } = await choosePorts({ desk: 8091 }, {}, async () => false);

  expect(ports).toEqual({ desk: 0 });
});

test('a port on which something listens is found to be taken', async () => {
  const occupant = await serve(createServer(), { port: 0 });
  undoing.push(occupant.stop);

  const { moved } = await choosePorts({ desk: occupant.port }, {});

  expect(moved).toMatchObject([{ name: 'desk', wanted: occupant.port }]);
});
