import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test, vi } from 'vitest';
import { checkTemplates } from '../../src/cli/init/check/init-check.ts';
import type { HookableStage } from '../../src/hook/target.ts';
import { logger } from '../../src/runtime/logger.ts';
import { answerEvent } from '../../src/simulate/answer-event.ts';
import { simulateDeployment } from '../../src/simulate/simulate-deployment.ts';

const checks = fileURLToPath(new URL('../../examples/starter/checks', import.meta.url));

/** What `greenlight simulate` plays in a new project: here without a process, at the time of the deployment. */
describe.each(Object.keys(checkTemplates))('the simulation of a check from the template %s', (template) => {
  const readJson = (file: string) => JSON.parse(readFileSync(join(checks, template, file), 'utf8'));

  test('waits at the stage of its event, and succeeds', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const level = logger.getLevelName();
    logger.setLogLevel('SILENT');
    const stage: HookableStage = readJson('event.json').lifecycleStage;
    const { handler } = await import(join(checks, template, 'simulated.ts'));

    const { status, hooks } = await simulateDeployment({
      strategy: 'BLUE_GREEN',
      hooks: [{ handler, at: stage, hookDetails: readJson('hook-details.json'), timeoutSeconds: 60 }],
      onEvent: ({ at }) => vi.setSystemTime(at),
    });
    logger.setLogLevel(level);
    vi.useRealTimers();

    expect(status).toBe('SUCCESSFUL');
    expect(hooks[0]?.calls[0]).toMatchObject({ answer: { hookStatus: 'IN_PROGRESS' } });
  });

  test('has a hook for Lambda that takes its defaults from the environment, and fails without asking anything if they are wrong', async () => {
    const { handler } = await import(join(checks, template, 'hook.ts'));
    vi.stubEnv('DEFAULTS', '{ "noSuchKey": 1 }');
    const level = logger.getLevelName();
    logger.setLogLevel('SILENT');

    const answered = await answerEvent(handler, {
      ...readJson('event.json'),
      hookDetails: readJson('hook-details.json'),
    });
    logger.setLogLevel(level);

    expect(answered).toMatchObject({ verdict: 'failed', answer: { reason: expect.stringContaining('noSuchKey') } });
  });

  test('is deployed with its stage, its configuration and its own name', () => {
    const sam = readFileSync(join(checks, template, 'sam.yaml'), 'utf8');
    const cdk = readFileSync(join(checks, template, 'cdk.ts'), 'utf8');
    const stage = readJson('event.json').lifecycleStage;

    expect(sam).toContain(`--at ${stage}\n`);
    expect(cdk).toContain(stage);
    const defaults = /Default: (?:'(.*)'|\|\n((?: {6}.*\n)+))/.exec(sam);
    expect(JSON.parse(defaults?.[1] ?? defaults?.[2] ?? '')).toEqual(readJson('hook-details.json'));
  });
});
