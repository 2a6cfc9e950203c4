import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { ensureTool } from '../../scripts/python-tools.ts';
import { obtain } from './obtain.ts';

const tool = await obtain('ministack', () => ensureTool('ministack'));

test.skipIf(tool === undefined)('ministack ends when the process that started it is killed', async () => {
  const program = `
    import { startMinistack } from ${JSON.stringify(new URL('./ministack.ts', import.meta.url))};
    console.log((await startMinistack()).endpoint);
    setInterval(() => {}, 1000);`;
  const starter = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(starter.stdout.setEncoding('utf8'), 'data');
  const endpoint = String(line).trim();
  expect(new URL(endpoint).hostname).toBe('127.0.0.1');
  expect(await isListening(endpoint)).toBe(true);

  starter.kill('SIGKILL');

  await expect.poll(() => isListening(endpoint)).toBe(false);
});

async function isListening(endpoint: string): Promise<boolean> {
  return fetch(endpoint).then(
    () => true,
    () => false,
  );
}
