import { describe, expect, test } from 'vitest';
import { runSimulate, runSimulateProcess } from './run-simulate.ts';
import { oneLine, succeeds, useWrittenHooks } from './written-hooks.ts';

const hook = useWrittenHooks();

describe('greenlight simulate survives', () => {
  test.each([
    ['exits', 'Runtime.ExitError: Runtime exited with error: exit status 3'],
    ['strays', 'Runtime.ExitError: Runtime exited with error: exit status 1; uncaught Error: nobody waits for me'],
    ['spins', 'TimedOut: the function did not finish within 1 s of real time; raise the limit with --function-timeout'],
  ])('F1 a hook that %s: the call fails, and ECS rolls back', async (name, problem) => {
    const flags = ['--hook', `./hooks/${name}.mjs@POST_SCALE_UP`, '--function-timeout', '1'];
    const { code, stdout, stderr } = await runSimulateProcess(...flags);

    expect(stdout).toContain(`POST_SCALE_UP › ${name}  FAILED · ${problem}\n`);
    expect(stdout).toContain('\nROLLBACK_SUCCESSFUL after ');
    expect([code, stderr]).toEqual([1, '']);
  });

  test('F1 a hook that throws when it has answered, and names it', async () => {
    const { code, stdout, stderr } = await runSimulateProcess('--hook', './hooks/late.mjs@POST_SCALE_UP', '-o', 'json');
    const problem = 'Runtime exited with error: exit status 1; uncaught TypeError: nobody is there any more';

    expect(JSON.parse(stdout)).toMatchObject({ status: 'SUCCESSFUL', crashes: [{ name: 'late', problem }] });
    expect(oneLine(stderr)).toContain(
      `greenlight simulate: late failed after it had answered: ${problem}; await everything in the handler; in Lambda, what is left running can fail the next call\n`,
    );
    expect(code).toBe(1);
  });

  test('a hook that failed: the next call finds a new instance of it', async () => {
    const file = await hook(
      'flaky.mjs',
      `let calls = 0; export const handler = () => (calls++ === 0 && process.exit(1));`,
    );
    const flags = ['--hook', `${file}@POST_SCALE_UP,PRODUCTION_TRAFFIC_SHIFT`, '-o', 'json'];
    const { hooks } = JSON.parse((await runSimulate(...flags)).stdout);

    expect(hooks).toMatchObject([{ status: 'FAILED' }, { isRollback: true, status: 'FAILED' }]);
  });

  test('a hook that changes its environment: no other hook sees it', async () => {
    const wild = await hook(
      'wild.mjs',
      `export const handler = () => { process.env.SEEN = 'yes'; return ${succeeds}; };`,
    );
    const tame = await hook(
      'tame.mjs',
      `export const handler = () => ({ hookStatus: 'SUCCEEDED', reason: String(process.env.SEEN) });`,
    );
    const { stdout } = await runSimulate('--hook', `${wild}@PRE_SCALE_UP`, '--hook', `${tame}@POST_SCALE_UP`);

    expect(stdout).toContain('tame  SUCCEEDED · undefined\n');
  });
});

test('greenlight simulate names a module that ends its process while it is loaded', async () => {
  const file = await hook('quits.mjs', 'process.exit(4);');
  const { code, stderr } = await runSimulateProcess('--hook', `${file}@POST_SCALE_UP`);

  expect(oneLine(stderr)).toMatch(/quits\.mjs cannot be loaded: .*exit status 4; try: node .*quits\.mjs\n$/);
  expect(code).toBe(2);
});

test.each([
  ['asks.mjs', "throw new Error('set FOO first');", 'Error: set FOO first', 'try: node '],
  [
    'reaches.mjs',
    "throw new Error('Cannot reach db: run migrations');",
    'Error: Cannot reach db: run migrations',
    'try: node ',
  ],
  ['stops.mjs', 'const stop = 1; stop();', 'TypeError: stop is not a function', 'try: node '],
  ['exports.cjs', 'export const handler = () => {};', "SyntaxError: Unexpected token 'export'", 'name it .mjs'],
  ['waits.cjs', 'await 1;', 'SyntaxError: await is only valid in async functions', 'name it .mjs'],
  ['loops.cjs', 'for await (const one of []) {}', 'SyntaxError: Unexpected reserved word', 'name it .mjs'],
])(
  'greenlight simulate leaves what a module says whole, and gives its own advice: %s',
  async (name, code, said, advice) => {
    const file = await hook(name, code);

    const { stdout, stderr } = await runSimulate('--hook', `${file}@POST_SCALE_UP`);

    // Node's own advice is wrong for some of these files.
    expect(stdout + stderr).not.toMatch(/"type": "module"/);
    const [line = '', next = ''] = stderr.split('\n').filter((each) => /^greenlight|^ {2}next:/.test(each));
    expect(line).toContain(`cannot be loaded: ${said}`);
    expect(next).toContain(`  next: ${advice}`);
  },
);
