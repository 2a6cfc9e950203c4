import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readGateAnswer } from '../../src/checks/http-gate/answer/gate-answer.ts';
import { readHookConfiguration } from '../../src/service-hooks/hook-configuration.ts';
import { AskedSystem, asking, webhookKey } from '../checks/http-gate/run-http-gate.ts';
import { closedPort } from '../checks/smoke/local-servers.ts';
import { casesOf } from '../helpers/random-cases.ts';
import { readGuide } from './guide-examples.ts';

const { guide, examples } = readGuide('http-gate');
const has = (program: string) => spawnSync(program, ['--version']).error === undefined;

describe('the guide to http-gate', () => {
  test.each(examples)('has a configuration for "$need" that attach and the hook accept', async ({ hookDetails }) => {
    expect(await readHookConfiguration('gate', hookDetails, {})).toMatchObject({ problem: undefined });
  });

  test('shows a question and an answer as their schemas have them', () => {
    expect(Object.keys(shown('question'))).toEqual(requiredOf('question'));
    expect(problemsOf('question', shown('question'))).toBe(null);
    expect(problemsOf('answer', shown('answer'))).toBe(null);
    expect(readGateAnswer(Buffer.from(JSON.stringify(shown('answer'))))).toMatchObject({ ok: true });
  });

  test.skipIf(!has('python3'))('has a receiver that verifies and answers (skipped without python3)', async () => {
    const system = Object.assign(new AskedSystem(), { port: await closedPort(), since: new Date() });
    const [, receiver = ''] = [...guide.matchAll(/^```python\n(.*?)^```$/gms)].map(([, code]) => code);
    const child = spawn('python3', ['-c', receiver], {
      env: { ...process.env, PORT: String(system.port), GATE_KEY: webhookKey },
      stdio: 'ignore',
    });
    onTestFinished(() => void child.kill());

    await expect
      .poll(() => system.ask())
      .toMatchObject({
        kind: 'pass',
        reason: expect.stringMatching(/says passed: my-service is fine$/),
      });
    system.stored = `whsec_${Buffer.alloc(32).toString('base64')}`;
    expect((await system.ask()).reason).toContain('status 401');
  });

  test.skipIf(!has('openssl'))('has a way to verify in a shell (skipped without openssl)', async () => {
    const system = await AskedSystem.start({ status: 'passed' });
    await system.ask();
    const [{ headers, body } = { headers: {}, body: '' }] = system.received;
    const folder = mkdtempSync(join(tmpdir(), 'gate-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'body.json'), body);
    const [, script = ''] = /^```bash\n(key=.*?)^```$/ms.exec(guide) ?? [];
    const run = (GATE_KEY: string) => {
      const [id, sent, signature] = ['id', 'timestamp', 'signature'].map((name) => String(headers[`webhook-${name}`]));
      return spawnSync('bash', ['-c', script], { cwd: folder, env: { ...process.env, GATE_KEY, id, sent, signature } });
    };

    expect(run(webhookKey).status).toBe(0);
    expect(run(`whsec_${Buffer.alloc(32).toString('base64')}`).status).toBe(1);
  });
});

describe('the published schemas', () => {
  test('describe what is sent', async () => {
    const system = await AskedSystem.start({ status: 'passed' });
    await system.ask({ parameters: { suite: 'checkout' } });
    const { productionWeight: _none, deploymentArn: _old, ...others } = asking;
    await system.ask({}, 0, { ...others, productionWeight: 12.5, deploymentArn: undefined });

    for (const { body } of system.received) {
      expect(problemsOf('question', JSON.parse(body))).toBe(null);
      expect(Object.keys(JSON.parse(body))).toEqual(requiredOf('question'));
    }
  });

  test('accept the answers that the check accepts, and no others', () => {
    const word = fc.constantFrom('passed', 'failed', 'pending', 'inconclusive', 'waiting', 'degraded', '', 1, null);
    const finding = fc.record({ name: word, outcome: word, found: word, allowed: word }, { requiredKeys: ['name'] });
    const seconds = fc.constantFrom(0, 1, 1.5, 900, 901, '1');
    const answer = fc.record(
      { status: word, reason: word, findings: fc.array(finding), retryAfterSeconds: seconds, more: word },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(answer, fc.jsonValue()), (value) => {
        const { ok } = readGateAnswer(Buffer.from(JSON.stringify(value)));
        expect(problemsOf('answer', value) === null).toBe(ok);
      }),
      { numRuns: casesOf(1000) },
    );
  });
});

function schemaOf(name: 'question' | 'answer') {
  const path = fileURLToPath(new URL(`../../schemas/http-gate-${name}.schema.json`, import.meta.url));
  return JSON.parse(readFileSync(path, 'utf8')) as { required: string[] };
}

function requiredOf(name: 'question' | 'answer'): string[] {
  return schemaOf(name).required;
}

const validators = new Map(
  (['question', 'answer'] as const).map((name) => [
    name,
    new Ajv({ strict: true, allowUnionTypes: true }).compile(schemaOf(name)),
  ]),
);

function problemsOf(name: 'question' | 'answer', value: unknown) {
  const validate = validators.get(name);
  return validate?.(value) ? null : validate?.errors;
}

/** The example of the guide, without its comments. */
function shown(name: string): object {
  const [, text = ''] = new RegExp(`<!-- ${name} -->\n\`\`\`js\n(.*?)\`\`\``, 's').exec(guide) ?? [];
  return JSON.parse(text.replace(/ +\/\/ .*$/gm, ''));
}
