import { expect, test } from 'vitest';
import { postToTagging } from '../../../../src/functions/lazy/alarms/post-to-tagging.ts';

const keys = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI' };

test.each([
  ['eu-central-1', 'amazonaws.com'],
  ['cn-north-1', 'amazonaws.com.cn'],
  ['eusc-de-east-1', 'amazonaws.eu'],
  ['us-iso-east-1', 'c2s.ic.gov'],
])('the tagging API of %s is under %s, and is asked with a signature for that Region', async (region, domain) => {
  const asked: object[] = [];
  const { signal } = new AbortController();
  const send = async (url: unknown, init: unknown) => {
    const { headers, signal: given, redirect } = init as RequestInit & { headers: Record<string, string> };
    asked.push({ url: String(url), authorization: headers['authorization'] ?? '', isOurs: given === signal, redirect });
    return new Response('{"ResourceTagMappingList":[]}');
  };
  const post = postToTagging({ region, credentials: async () => keys }, undefined, send as typeof fetch);

  const answer = await post({ TagFilters: [] }, signal);

  expect(answer).toEqual({ status: 200, body: '{"ResourceTagMappingList":[]}' });
  expect(asked).toEqual([
    {
      url: `https://tagging.${region}.${domain}/`,
      authorization: expect.stringContaining(`/${region}/tagging/`),
      // Somebody else's server would get the signature.
      ...{ isOurs: true, redirect: 'error' },
    },
  ]);
});
