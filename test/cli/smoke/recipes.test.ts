import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  authority,
  green,
  type Routes,
  recipes,
  serveRoutes,
  target,
  withTokenUrl,
} from '../../checks/smoke/recipes/play-recipe.ts';
import { services } from '../../checks/smoke/recipes/releases.ts';
import { errorsIn, runCli } from '../run-cli.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recipe-'));
});
afterEach(() => rm(folder, { recursive: true }));

const values: Readonly<Record<string, string>> = {
  $imageTag: green.tag,
  $imageDigest: green.digest,
  $revisionId: target.revisionId ?? '',
};
const secrets = { clientSecret: 'cl1ent-secret', password: 'pa55-w0rd' };

describe('greenlight smoke with the suites of the recipes', () => {
  test.each([...recipes])('plays %s', async (heading, suite) => {
    const { code, stdout, stderr } = await smoke(suite, settled(services[heading]?.good() ?? {}));

    expect({ code, errors: errorsIn({ stderr }) }, stdout).toEqual({ code: 0, errors: '' });
    expect(stdout).toMatch(/^● suite\.yaml at .*: passed\n/);
    expect(stdout).not.toMatch(/cl1ent-secret|pa55-w0rd|t0k3n-of/);
  });

  test.each([...recipes].filter(([, suite]) => !suite.includes('until:')))(
    '%s, of a server that has no page',
    async (_heading, suite) => {
      const { code, stdout } = await smoke(suite, {});

      expect(code).toBe(1);
      expect(stdout).toMatch(/: failed\n.*status 404/s);
    },
  );
});

/** A release that is ready: `until` waits in real time here. */
function settled(routes: Routes): Routes {
  return Object.fromEntries(
    Object.entries(routes).map(([route, reaction]) => [
      route,
      typeof reaction === 'function' ? (asked) => reaction({ ...asked, times: 1000 }) : reaction,
    ]),
  );
}

async function smoke(suite: string, routes: Routes) {
  const tokens = await serveRoutes('', { 'POST /token': { body: { access_token: 't0k3n-of-oauth2' } } });
  const { url } = await serveRoutes(suite, routes);
  const here = withTokenUrl(suite, tokens.url).replace('ssm:/shop/ca', JSON.stringify(authority.cert));
  await writeFile(join(folder, 'suite.yaml'), here);
  const flags = [
    ...Object.entries(values).flatMap(([name, value]) => (suite.includes(name) ? ['--var', `${name}=${value}`] : [])),
    ...Object.keys(secrets).flatMap((name) =>
      suite.includes(`{{${name}}}`) ? ['--secret', `${name}=env:${name}`] : [],
    ),
    ...(url.startsWith('https:') ? ['--host', 'www.shop.example'] : []),
  ];
  return runCli(['smoke', 'suite.yaml', '--url', url, ...flags], { cwd: folder, env: secrets });
}
