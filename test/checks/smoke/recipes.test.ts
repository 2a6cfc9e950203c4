import { describe, expect, test } from 'vitest';
import { playRecipe, type Routes, recipes, serveRoutes, withTokenUrl } from './recipes/play-recipe.ts';
import { type Service, services } from './recipes/releases.ts';

const secret = /cl1ent-secret|pa55-w0rd|t0k3n-of/;

test('every suite of the guide is tried, and nothing else', () => {
  expect([...recipes.keys()]).toEqual(Object.keys(services));
});

describe.each(Object.entries(services))('%s', (heading, { good, bad, isProved, sent }) => {
  test('passes for a good release', async () => {
    const { verdict, log } = await run(heading, good(), { isProved });

    expect(verdict).toMatchObject({ kind: 'pass' });
    if (isProved) expect(verdict.reason).toMatch(/proved to be green by the answers$/);
    if (sent !== undefined) expect(log).toEqual(sent);
    expect(JSON.stringify(verdict)).not.toMatch(secret);
  });

  test.each(Object.entries(bad))('does not pass for %s', async (_what, { routes, kind = 'fail', reason }) => {
    const { verdict } = await run(heading, { ...good(), ...routes }, { isProved });

    expect(verdict).toMatchObject({ kind, reason: expect.stringMatching(reason) });
    expect(JSON.stringify(verdict)).not.toMatch(secret);
  });
});

async function run(heading: string, routes: Routes, { isProved }: Pick<Service, 'isProved'>) {
  const suite = recipes.get(heading) ?? '';
  const token = { access_token: 't0k3n-of-oauth2', token_type: 'Bearer', expires_in: 3600 };
  const tokens = await serveRoutes('', { 'POST /token': { body: token } });
  const { url, log } = await serveRoutes(suite, routes);
  const here = withTokenUrl(suite, tokens.url).replace('timeoutSeconds: 30', 'timeoutSeconds: 1');
  return { ...(await playRecipe(here, url, isProved ? {} : { allowUnproved: true })), log };
}
