import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { serveHttp } from '../../checks/smoke/local-servers.ts';
import { type Run, runCli } from '../../cli/run-cli.ts';
import { project } from './shell-blocks.ts';

/** Whether a command line of greenlight is run by the test of the docs: it needs no account, and ends by itself. */
export function runnable(words: readonly string[] | undefined): boolean {
  const [command, what = ''] = words ?? [];
  if (command === 'lint') return /\.(?:json|ya?ml)$/.test(what);
  // All experiments take seconds, and have a test of their own.
  if (command === 'observe') return words?.includes('--only') ?? false;
  if (command === 'init') return what === 'check';
  return command === 'simulate' || command === 'smoke';
}

/** Runs a command of the docs in a folder that has the files which it names. Addresses of the docs lead to a server of the test. */
export async function runShown(words: readonly string[], folder: string): Promise<Run> {
  const { port } = await serveHttp((request, response) => {
    const isHook = request.url?.startsWith('/2015-03-31/') ?? false;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(isHook ? { hookStatus: 'SUCCEEDED' } : { status: 'UP' }));
  });
  const here = (word: string) =>
    word
      .replace(
        /https:\/\/test\.example\.com|http:\/\/localhost:8080|http:\/\/127\.0\.0\.1:9000/,
        `http://127.0.0.1:${port}`,
      )
      .replaceAll('sha256:…', digest)
      .replaceAll('4f2c…', '4f2c1ab');
  writeFiles(folder, words);
  return runCli(words.map(here), { cwd: folder, env: { TOKEN: 'a-token' } });
}

const digest = `sha256:${'a'.repeat(64)}`;
const passes = "export const handler = async () => ({ hookStatus: 'SUCCEEDED' });\n";
const curl = "curl 'https://test.example.com/health'\n";
const hooks = { lifecycleHooks: [{ hook: 'smoke', hookDetails: { requests: ['/health'] } }] };
const profile = { schemaVersion: 1, observedAt: '2026-11-27T00:00:00.000Z', observedOn: 'local', switches: {} };
const openApi = {
  openapi: '3.1.0',
  info: { title: 'shop', version: '1' },
  paths: { '/health': { get: { responses: { 200: { description: 'fine' } } } } },
};
const har = {
  log: {
    entries: [
      {
        request: { method: 'GET', url: 'https://test.example.com/', headers: [] },
        response: { status: 200, content: { mimeType: 'text/html' } },
      },
    ],
  },
};

/** The files that commands of the docs name. */
export function writeFiles(folder: string, words: readonly string[]): void {
  const files: Record<string, string> = {
    'my-hook.mjs': passes,
    'counts-its-calls.mjs': passes,
    'dist/my-hook/index.mjs': passes,
    'hooks.json': JSON.stringify(hooks),
    'service.yaml': JSON.stringify({ deploymentConfiguration: hooks }),
    'checkout.yaml': suiteFor(words),
    'openapi.yaml': JSON.stringify(openApi),
    'recording.har': JSON.stringify(har),
    'smoke.sh': curl,
    'hooks/smoke.json': JSON.stringify({ requests: ['/health'] }),
    'checks.json': JSON.stringify([{ smoke: {} }]),
    'pages.json': JSON.stringify({ pages: ['/'] }),
    'gate.json': JSON.stringify({ checks: [{ metrics: { compare: ['p95'], baseline: 'before' } }] }),
    'canary.flags': '--strategy canary\n',
    'greenlight-observed/profile.json': JSON.stringify(profile),
  };
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  cpSync(join(project, 'events'), join(folder, 'events'), { recursive: true });
}

/** A suite that needs what the command line gives it, and nothing else. */
function suiteFor(words: readonly string[]): string {
  const secrets = words.includes('--secret') ? 'secrets: { token: ssm:/shop/token }\n' : '';
  const variables = words.some((word) => word.startsWith('user=')) ? 'variables: { user: nobody }\n' : '';
  const named = words.flatMap((word) => /^(\$[^=]+)=/.exec(word)?.[1] ?? []);
  const query = named.map((name, index) => `value${index}={{${name}}}`).join('&');
  return `${secrets}${variables}requests: ["/health?${query}"]\n`;
}
