import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serve } from '../../controller/lambda/url.ts';
import { runSimulate, runSimulateProcess, startSimulate } from './run-simulate.ts';

const recordedEvent = fileURLToPath(new URL('../../../events/POST_TEST_TRAFFIC_SHIFT.doc.json', import.meta.url));
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'simulate-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** stdout without what differs from run to run. */
function steady(stdout: string): string {
  return stdout.replace(/played in .*/, 'played in no time');
}

describe('greenlight simulate', () => {
  describe('F3 a gate that is never called', () => {
    const rolling = ['--strategy', 'rolling', '--hook', './hooks/fails.mjs@POST_TEST_TRAFFIC_SHIFT'];

    test('F3 is a warning, and with --strict an error', async () => {
      const lax = await runSimulate(...rolling);
      const strict = await runSimulate(...rolling, '--strict', '-o', 'json');

      expect(lax.code).toBe(0);
      expect(lax.stderr).toContain(
        'warning: fails was never called at POST_TEST_TRAFFIC_SHIFT, so it has checked nothing',
      );
      expect(lax.stderr).toContain('a rolling deployment calls hooks only at PRE_SCALE_UP');
      expect(strict.code).toBe(1);
      expect(JSON.parse(strict.stdout)).toMatchObject({
        status: 'SUCCESSFUL',
        uncalledHooks: [{ name: 'fails', stage: 'POST_TEST_TRAFFIC_SHIFT' }],
      });
    });

    test('F3 is named for each stage, and a pause is one too', async () => {
      const { code, stderr } = await runSimulate(
        ...['--strategy', 'rolling', '--strict', '--pause', 'PRE_PRODUCTION_TRAFFIC_SHIFT=continue'],
        ...['--hook', './hooks/passes.mjs@PRE_SCALE_UP,POST_SCALE_UP,RECONCILE_SERVICE'],
      );

      expect(code).toBe(1);
      expect(stderr.match(/\S+ was never called at \S+/g)).toEqual([
        'pause was never called at PRE_PRODUCTION_TRAFFIC_SHIFT,',
        'passes was never called at POST_SCALE_UP,',
      ]);
    });

    test('F3 is not the reason why a deployment ended that has called every hook, or that rolled back earlier', async () => {
      const called = await runSimulate('--strict', '--hook', './hooks/passes.mjs@POST_TEST_TRAFFIC_SHIFT');
      const before = await runSimulate(
        ...['--strict', '--hook', './hooks/fails.mjs@PRE_SCALE_UP', '--hook', './hooks/passes.mjs@POST_SCALE_UP'],
      );

      expect([called.code, called.stderr]).toEqual([0, '']);
      expect([before.code, before.stderr]).toEqual([1, '']);
    });
  });

  test('exits with 0 and shows what happened when the deployment succeeds', async () => {
    const { code, stdout, stderr } = await runSimulateProcess('--hook', './hooks/waits.mjs@POST_TEST_TRAFFIC_SHIFT');

    expect(stderr).toBe('');
    expect(steady(stdout)).toBe(`\
my-service  my-cluster   BLUE_GREEN   PENDING 0s   revision …3642 ← …5196
     0s  ✔ PRE_SCALE_UP  done
     0s  ◷ SCALE_UP  running · 0/3 tasks
    20s  ◷ SCALE_UP  running · 1/3 tasks
    25s  ◷ SCALE_UP  running · 2/3 tasks
    30s  ✔ SCALE_UP  done · 3/3 tasks
    30s  ✔ POST_SCALE_UP  done
    30s  ✔ TEST_TRAFFIC_SHIFT  done · test green 100 %
    30s  ◷ POST_TEST_TRAFFIC_SHIFT  running
    30s  ◷ POST_TEST_TRAFFIC_SHIFT › waits  IN_PROGRESS · waited 0 s
  1m30s  ◷ POST_TEST_TRAFFIC_SHIFT › waits  IN_PROGRESS · waited 60 s
  2m30s  ✔ POST_TEST_TRAFFIC_SHIFT › waits  SUCCEEDED · waited 120 s
  2m30s  ✔ POST_TEST_TRAFFIC_SHIFT  done
  2m30s  ✔ PRE_PRODUCTION_TRAFFIC_SHIFT  done
  2m30s  ✔ PRODUCTION_TRAFFIC_SHIFT  done · production green 100 %
  2m30s  ✔ POST_PRODUCTION_TRAFFIC_SHIFT  done
  2m30s  ◷ BAKE_TIME  running
 12m30s  ✔ BAKE_TIME  done
 12m30s  ✔ CLEAN_UP  done

SUCCESSFUL after 12 min 30 s of simulated time, played in no time
  Hooks     1 SUCCEEDED
  Calls     3
  Seed      1
`);
    expect(code).toBe(0);
  });

  test('exits with 1 and says why when the deployment rolls back', async () => {
    const { code, stdout } = await runSimulate(
      '--hook',
      './hooks/fails.mjs@POST_TEST_TRAFFIC_SHIFT,PRODUCTION_TRAFFIC_SHIFT',
    );

    expect(stdout).toContain('30s  ✖ POST_TEST_TRAFFIC_SHIFT › fails  FAILED · p99 812 ms, allowed 500 ms\n');
    expect(stdout).toContain(
      '30s  ✔ rollback › PRODUCTION_TRAFFIC_SHIFT › fails  SUCCEEDED · a rollback is never held up\n',
    );
    expect(stdout).toContain('30s  ✔ rollback  ROLLBACK_SUCCESSFUL\n');
    expect(steady(stdout)).toContain(`
ROLLBACK_SUCCESSFUL after 30 s of simulated time, played in no time
  Reason    Service deployment rolled back because POST_TEST_TRAFFIC_SHIFT lifecycle hook(s) failed.`);
    expect(code).toBe(1);
  });

  test.each([
    ['a hook that throws', ['--hook', './hooks/throws.mjs@POST_SCALE_UP'], 'FAILED · TypeError: fetch failed'],
    [
      'a hook that never answers',
      ['--hook', './hooks/hangs.mjs@POST_SCALE_UP', '--function-timeout', '0.2'],
      'FAILED · TimedOut: the function did not finish within 200 ms of real time; raise the limit with --function-timeout',
    ],
    [
      'a hook that waits for real time to pass',
      ['--wall-clock', '--hook', './hooks/waits.mjs@POST_SCALE_UP', '--hook-timeout', '5'],
      'waits  TIMED_OUT',
    ],
    ['a pause that nobody answers', ['--pause', 'POST_SCALE_UP'], 'TIMED_OUT'],
    [
      'a fault',
      ['--hook', './hooks/passes.mjs@POST_SCALE_UP', '--fault', 'crashed'],
      'FAILED · Runtime exited with error',
    ],
  ])('exits with 1 for %s', async (_what, flags, shown) => {
    const { code, stdout } = await runSimulate(...flags);

    expect(stdout).toContain(shown);
    expect(code).toBe(1);
  });

  test.each([
    ['an unknown flag', ['--hok', 'x'], "greenlight simulate: unknown option '--hok'"],
    [
      'an unknown strategy',
      ['--strategy', 'purple'],
      '--strategy cannot be "purple"; write one of rolling, blue-green, linear, canary',
    ],
    [
      'a stage that calls no hooks',
      ['--hook', 'x.mjs@BAKE_TIME'],
      '"BAKE_TIME" is not a stage that calls hooks; write some of',
    ],
    [
      'details before their hook',
      ['--hook-details', '{}'],
      'it comes before the first --hook; write it after the hook',
    ],
    ['details of a pause', ['--pause', 'POST_SCALE_UP', '--hook-details', '{}'], 'a pause hook has no hookDetails'],
    [
      'a hook at no stage',
      ['--hook', './hooks/passes.mjs'],
      './hooks/passes.mjs has no stage; write --hook ./hooks/passes.mjs@POST_TEST_TRAFFIC_SHIFT',
    ],
    [
      'a missing hook',
      ['--hook', './hooks/gone.mjs@POST_SCALE_UP'],
      'greenlight simulate: there is no file ./hooks/gone.mjs; build it first, or write the path of the hook',
    ],
    [
      'a URL without its scheme',
      ['--hook', '127.0.0.1:9000@POST_SCALE_UP'],
      '127.0.0.1:9000 is neither a file nor a URL; write http://127.0.0.1:9000 if a function listens there\n',
    ],
    [
      'a hook that is a folder',
      ['--hook', './hooks@POST_SCALE_UP'],
      'greenlight simulate: ./hooks is a folder; write the module in it: ./hooks/index.mjs\n',
    ],
    [
      'an invalid URL',
      ['--hook', 'http:@POST_SCALE_UP'],
      'greenlight simulate: http: is not a URL; write one such as http://127.0.0.1:9000\n',
    ],
    [
      'a hook without a handler',
      ['--hook', './hooks/empty.mjs@POST_SCALE_UP'],
      "./hooks/empty.mjs exports check and no handler; write #check after the file's name, or: export const handler",
    ],
    [
      'a hook that cannot be loaded',
      ['--hook', './hooks/imports-nothing.mjs@POST_SCALE_UP'],
      './hooks/imports-nothing.mjs cannot be loaded: ',
    ],
    [
      'a hook without a handler in a process of its own',
      ['--own-process', '--hook', './hooks/empty.mjs@POST_SCALE_UP'],
      "./hooks/empty.mjs exports check and no handler; write #check after the file's name, or: export const handler",
    ],
    [
      'a hook that cannot be loaded in a process of its own',
      ['--own-process', '--hook', './hooks/imports-nothing.mjs@POST_SCALE_UP'],
      './hooks/imports-nothing.mjs cannot be loaded: ',
    ],
    [
      'a timeout that ECS refuses',
      ['--hook', './hooks/passes.mjs@POST_SCALE_UP', '--hook-timeout', '2000'],
      '--hook-timeout: "2000" is not a number from 1 to 1440; write for example --hook-timeout 1440\n',
    ],
    [
      'a timeout of a pause that ECS refuses',
      ['--pause', 'POST_SCALE_UP', '--hook-timeout', '20161'],
      '--hook-timeout: "20161" is not a number from 1 to 20160; write for example --hook-timeout 1440\n',
    ],
    [
      'a step of another strategy',
      ['--strategy', 'canary', '--step-percent', '20'],
      'greenlight simulate: --step-percent applies to linear, but the strategy is canary; write --strategy linear\n',
    ],
    [
      'a canary of another strategy',
      ['--canary-bake-minutes', '20'],
      '--canary-bake-minutes applies to canary, but the strategy is blue-green; write --strategy canary\n',
    ],
    ['a configuration that ECS refuses', ['--configuration', '{"foo": 1}'], 'deploymentConfiguration.foo is not known'],
    ['a variable without a name', ['--env', '=x'], '"" is not the name of a variable; write KEY=VALUE'],
    [
      'a missing recording',
      ['--replay', 'gone.jsonl'],
      '--replay gone.jsonl: there is no such file; make one with --record gone.jsonl\n',
    ],
    [
      'a recording that is a folder',
      ['--replay', 'hooks'],
      '--replay hooks: it is a folder; write the path of a file that --record has made\n',
    ],
    [
      'a recording without calls',
      ['--replay', 'hooks/passes.mjs'],
      '--replay hooks/passes.mjs: line 1 of the recording is not a recorded call: ',
    ],
    [
      'a report in a missing folder',
      ['--report', 'gone/report.html'],
      'gone/report.html cannot be written: its folder does not exist; name a file in a folder that exists\n',
    ],
    [
      'one file for the recording and the report',
      ['--record', 'out.jsonl', '--report', './out.jsonl'],
      '--record and --report are both out.jsonl; name a file for each\n',
    ],
    [
      'a missing event',
      ['--hook', './hooks/passes.mjs', '--event', 'gone.json'],
      '--event gone.json: there is no such file; write the path of a JSON file, such as those in events/\n',
    ],
    [
      'details that are a folder',
      ['--hook', './hooks/passes.mjs@POST_SCALE_UP', '--hook-details', 'hooks'],
      '--hook-details hooks: it is a folder; write the path of a file, or an object: ',
    ],
    [
      'a second configuration without a flag',
      ['--against', '/dev/null'],
      '--against /dev/null: it has no flag; write one flag a line: --strategy canary\n',
    ],
    [
      'an event without a hook',
      ['--event', recordedEvent],
      '--event needs exactly one hook; write one --hook ./my-hook.mjs',
    ],
  ])('exits with 2 for %s, and says what to write instead', async (_what, flags, message) => {
    const { code, stdout, stderr } = await runSimulate(...flags);

    // What is wrong, and on a line of its own what to do.
    expect(stderr.replace(/\n {2}next: (?!greenlight simulate --help)/, '; ')).toContain(message);
    expect(stderr).toMatch(/^.*\n(?: {2}next: .*\n)?$/);
    expect(stdout).not.toContain('simulated time');
    expect(code).toBe(2);
  });

  test('shows its help and exits with 0', async () => {
    const { code, stdout } = await runSimulate('--help');

    expect(stdout).toContain(
      'Exit codes:\n  0  the deployment succeeded\n  1  it rolled back or failed, a hook failed after it had answered, or with\n     --strict one was never called\n  2  it could not be simulated\n',
    );
    expect(code).toBe(0);
  });

  test('prints one object as the last line with -o json, and all else to stderr', async () => {
    const { code, stdout, stderr } = await runSimulate('--hook', './hooks/chatters.mjs@POST_SCALE_UP', '-o', 'json');
    const played = JSON.parse(stdout);

    expect(stdout.split('\n').length).toBe(2);
    expect(played).toMatchObject({ status: 'SUCCESSFUL', statusReason: null, virtualSeconds: 630, seed: 1 });
    expect(played.stages[0]).toEqual({
      stage: 'PRE_SCALE_UP',
      step: 1,
      isRollback: false,
      startSeconds: 0,
      seconds: 0,
      outcome: 'succeeded',
    });
    expect(played.hooks[0]).toMatchObject({ name: 'chatters', status: 'SUCCEEDED', reason: null });
    expect(played.events.at(-1)).toMatchObject({ type: 'eventbridge' });
    expect(stderr).toContain('  chatters, call 1 │ looking at the shop\n  chatters, call 1 │ it looks well\n');
    expect(code).toBe(0);
  });

  test('plays hooks of the kit, of CommonJS bundles and in TypeScript on simulated time', async () => {
    const { code, stdout } = await runSimulate(
      ...['--strategy', 'canary', '--canary-percent', '20', '--canary-bake-minutes', '30', '--bake-minutes', '0'],
      ...['--hook', './hooks/kit.ts@POST_TEST_TRAFFIC_SHIFT', '--hook', './hooks/bundle.cjs@PRODUCTION_TRAFFIC_SHIFT'],
    );

    expect(stdout).toMatch(/11m\d\ds {2}✔ POST_TEST_TRAFFIC_SHIFT › kit {2}SUCCEEDED · soaked for 11/);
    expect(stdout).toMatch(/41m\d\ds {2}✔ PRODUCTION_TRAFFIC_SHIFT {2}done · production green 20 %/);
    expect(stdout).toContain('PRODUCTION_TRAFFIC_SHIFT (2) › bundle  SUCCEEDED · from a CommonJS bundle');
    expect(code).toBe(0);
  });

  test('calls a function at a URL, in real time', async () => {
    const { url, asked } = await serve({ body: '{"hookStatus":"SUCCEEDED","reason":"from afar"}' });
    const slow = await serve('never');
    const answered = await runSimulate('--hook', `${url}@POST_SCALE_UP,POST_TEST_TRAFFIC_SHIFT`);
    const late = await runSimulateProcess('--hook', `${slow.url}/hook@POST_SCALE_UP`, '--function-timeout', '10');

    expect(answered.stdout).toMatch(/POST_SCALE_UP › 127-0-0-1-\d+ {2}SUCCEEDED · from afar\n/);
    expect(asked).toMatchObject([
      { path: '/2015-03-31/functions/function/invocations', event: { lifecycleStage: 'POST_SCALE_UP' } },
      { event: { lifecycleStage: 'POST_TEST_TRAFFIC_SHIFT' } },
    ]);
    expect(late.stdout).toMatch(/FAILED · Sandbox.Timedout: Task timed out after 10.00 seconds\n/);
    expect(slow.asked).toMatchObject([{ path: '/hook' }]);
    expect([answered.code, late.code]).toEqual([0, 1]);
  });

  test('runs a hook in a process of its own, with nothing of this environment except what it is given', async () => {
    const hook = ['--hook', './hooks/surroundings.mjs@POST_SCALE_UP', '--env', 'LEVEL=DEBUG'];
    const apart = await runSimulateProcess(...hook, '--own-process', '--function-timeout', '30');
    const here = await runSimulate(...hook);

    expect(apart.stdout).toMatch(/^ {2}surroundings runs in (plain Node|aws-lambda-ric) /);
    expect(apart.stdout).toContain('  surroundings, call 1 │ loaded\n');
    expect(here.stdout).toMatch(/^ {2}surroundings │ loaded\n/);
    expect(apart.stdout).toMatch(/SUCCEEDED · call 2, 30 s left, level DEBUG, outside undefined\n/);
    expect(apart.stdout).toMatch(
      /\n {2}surroundings(?:, call 2)? │ call 2, 30 s left, level DEBUG, outside undefined\n/,
    );
    expect(here.stdout).toMatch(/SUCCEEDED · call 2, 900 s left, level DEBUG, outside the test\n/);
    expect([apart.code, here.code]).toEqual([0, 0]);
  });

  test.each([
    ['dawdles', '0.5', 'Sandbox.Timedout: Task timed out after 0.50 seconds'],
    ['throws', '60', 'TypeError: fetch failed'],
  ])('rolls back if a hook in a process of its own %s', async (name, seconds, problem) => {
    const { code, stdout } = await runSimulate(
      ...['--own-process', '--function-timeout', seconds, '--hook', `./hooks/${name}.mjs@POST_SCALE_UP`],
    );

    expect(stdout).toContain(`POST_SCALE_UP › ${name}  FAILED · ${problem}\n`);
    expect(code).toBe(1);
  });

  test('exits with 2 and silently if nothing reads its output any more', async () => {
    const child = startSimulate('--hook', './hooks/waits.mjs@POST_SCALE_UP');
    child.stdout.destroy();
    const [[code], stderr] = await Promise.all([once(child, 'close'), text(child.stderr)]);

    expect(stderr).toBe('');
    expect(code).toBe(2);
  });

  test('accepts the rest of the configuration as the API does', async () => {
    const breaker = '{"deploymentCircuitBreaker": {"enable": true, "rollback": true}}';
    const flags = ['--strategy', 'rolling', '--configuration', breaker, '--fault', 'task-failure=1'];
    const { code, stdout } = await runSimulate(...flags);

    expect(stdout).toMatch(/✖ SCALE_UP {2}interrupted · 0\/3 tasks/);
    expect(stdout).toContain('ROLLBACK_SUCCESSFUL after ');
    expect(code).toBe(1);
  });

  test('records calls, and replays them without the hook', async () => {
    const file = join(folder, 'calls.jsonl');
    const flags = ['--hook', './hooks/waits.mjs@POST_TEST_TRAFFIC_SHIFT'];
    const recorded = await runSimulate(...flags, '--seed', 'seven', '--record', file);
    const replayed = await runSimulate('--hook', './gone/waits.mjs@POST_TEST_TRAFFIC_SHIFT', '--replay', file);
    const elsewhere = await runSimulate('--hook', './gone/waits.mjs@POST_SCALE_UP', '--replay', file);

    expect((await readFile(file, 'utf8')).trim().split('\n').length).toBe(4);
    expect(steady(replayed.stdout)).toBe(steady(recorded.stdout).replace(/ {2}Recording .*\n/, ''));
    expect([recorded.code, replayed.code, elsewhere.code]).toEqual([0, 0, 2]);
    expect(elsewhere.stderr).toContain(
      'call 1 of waits, at POST_SCALE_UP, is not as recorded: event.lifecycleStage is "POST_SCALE_UP"',
    );
  });

  test('keeps an earlier recording and report, and leaves no new one, if nothing could be played', async () => {
    const [earlier, fresh] = [join(folder, 'earlier.jsonl'), join(folder, 'fresh.html')];
    await writeFile(earlier, 'what was recorded');
    const gone = ['--hook', './hooks/gone.mjs@POST_SCALE_UP'];

    const record = await runSimulate(...gone, '--record', earlier, '--report', fresh);
    const report = await runSimulate(...gone, '--record', fresh, '--report', earlier);

    expect([record.code, report.code]).toEqual([2, 2]);
    expect(await readFile(earlier, 'utf8')).toBe('what was recorded');
    await expect(readFile(fresh)).rejects.toThrow('ENOENT');
  });

  test('replays with the flags of the recording, and those of the command line after them', async () => {
    const file = join(folder, 'flags.jsonl');
    const flags = ['--hook', './hooks/passes.mjs@POST_SCALE_UP', '--strategy', 'linear', '--step-percent', '50'];
    const recorded = await runSimulate(...flags, '--env', 'TOKEN=s3cr3t', '--bake-minutes', '3', '--record', file);
    const replayed = await runSimulate('--replay', file);
    const longer = await runSimulate('--replay', file, '--bake-minutes', '30', '-o', 'json');

    expect(steady(replayed.stdout)).toBe(steady(recorded.stdout).replace(/ {2}Recording .*\n/, ''));
    expect(JSON.parse(longer.stdout).deploymentConfiguration).toMatchObject({
      strategy: 'LINEAR',
      bakeTimeInMinutes: 30,
    });
    expect(await readFile(file, 'utf8')).not.toContain('s3cr3t');
  });

  test('writes a report', async () => {
    const file = join(folder, 'report.html');
    const { stdout } = await runSimulate('--hook', './hooks/passes.mjs@POST_SCALE_UP', '--report', file);

    expect(stdout).toContain(`  Report    ${file}\n`);
    expect(await readFile(file, 'utf8')).toContain('<h1>my-service was deployed</h1>');
  });
});

describe('greenlight simulate --event', () => {
  test('prints the answer to one event, and exits with 0', async () => {
    const { code, stdout, stderr } = await runSimulate('--hook', './hooks/passes.mjs', '--event', recordedEvent);

    expect(stdout).toBe('{\n  "hookStatus": "SUCCEEDED",\n  "reason": "14 of 14 requests"\n}\n');
    expect(stderr).toBe('SUCCEEDED: ECS would continue.\n');
    expect(code).toBe(0);
  });

  test.each([
    ['--report', 'report.html'],
    ['--record', 'calls.jsonl'],
    ['--strict'],
    ['--services', '2'],
    ['--fault', 'crashed'],
    ['--first-deployment'],
    ['--replay', 'calls.jsonl'],
  ])('refuses %s, which it would ignore', async (...flags) => {
    const { code, stdout, stderr } = await runSimulate(
      ...['--hook', './hooks/passes.mjs', '--event', recordedEvent, ...flags],
    );

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`${flags[0]} has no effect on a single call\n  next: leave out --event or ${flags[0]}\n`);
  });

  test('puts --hook-details into the event', async () => {
    const details = ['--hook-details', '{"since": 0}'];
    const { stdout } = await runSimulate(
      '--hook',
      './hooks/waits.mjs',
      ...details,
      '--event',
      recordedEvent,
      '-o',
      'json',
    );

    expect(JSON.parse(stdout)).toMatchObject({ verdict: 'succeeded', answer: { hookStatus: 'SUCCEEDED' } });
  });

  test('calls a function at a URL, or in a process of its own', async () => {
    const { url, asked } = await serve({ body: '{"hookStatus":"FAILED"}' });
    const far = await runSimulate('--hook', url, '--event', recordedEvent);
    const apart = await runSimulate('--hook', './hooks/surroundings.mjs', '--own-process', '--event', recordedEvent);

    expect(asked.map(({ event }) => event)).toEqual([JSON.parse(await readFile(recordedEvent, 'utf8'))]);
    expect(far.stderr).toBe('FAILED: ECS would roll back.\n');
    expect(JSON.parse(apart.stdout)).toMatchObject({ hookStatus: 'IN_PROGRESS', callBackDelay: 60 });
    expect(apart.stderr).toMatch(/^surroundings runs in .*\nloaded\ncall 1, .*\nIN_PROGRESS: ECS would call again.\n$/);
    expect([far.code, apart.code]).toEqual([1, 0]);
  });

  test.each([
    ['./hooks/fails.mjs', 'FAILED: ECS would roll back.\n'],
    ['./hooks/throws.mjs', 'ECS would roll back: TypeError: fetch failed\n'],
  ])('exits with 1 if %s would make ECS roll back', async (hook, said) => {
    const { code, stderr } = await runSimulate('--hook', hook, '--event', recordedEvent);

    expect(stderr).toBe(said);
    expect(code).toBe(1);
  });

  test('exits with 2 if the event is not valid', async () => {
    const file = join(folder, 'event.json');
    await writeFile(file, '{');
    const { code, stderr } = await runSimulate('--hook', './hooks/passes.mjs', '--event', file);

    expect(stderr).toContain(`greenlight simulate: --event ${file}: it is not valid JSON: Expected property name`);
    expect(code).toBe(2);
  });
});
