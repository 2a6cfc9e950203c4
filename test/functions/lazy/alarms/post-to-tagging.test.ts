import { expect, test } from 'vitest';
import { postToTagging } from '../../../../src/functions/lazy/alarms/post-to-tagging.ts';

const keys = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI' };

test.each([
  ['eu-central-1', 'amazonaws.com'],
  ['cn-north-1', 'amazonaws.com.cn'],
  ['eusc-de-east-1', 'amazonaws.eu'],
  ['us-iso-east-1', 'c2s.ic.gov'],
])('the tagging API of %s is under %s, and is asked with a signature for that Region', async (region, domain) => {
  const asked: { url: string; authorization: string }[] = [];
  const send = async (url: unknown, init: unknown) => {
    const { headers } = init as { headers: Record<string, string> };
    asked.push({ url: String(url), authorization: headers['authorization'] ?? '' });
    return new Response('{"ResourceTagMappingList":[]}');
  };
  const post = postToTagging({ region, credentials: async () => keys }, undefined, send as typeof fetch);

  const answer = await post({ TagFilters: [] }, new AbortController().signal);

  expect(answer).toEqual({ status: 200, body: '{"ResourceTagMappingList":[]}' });
  expect(asked).toEqual([
    { url: `https://tagging.${region}.${domain}/`, authorization: expect.stringContaining(`/${region}/tagging/`) },
  ]);
});
