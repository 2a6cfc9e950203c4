import { describe, expect, test } from 'vitest';
import { faultsOfTag } from '../../scripts/package/check-tag.ts';

const runner = {
  GITHUB_REF_NAME: 'v1.2.0',
  GITHUB_SERVER_URL: 'https://git.example.com',
  GITHUB_REPOSITORY: 'shop/gate',
};
const url = 'git+https://git.example.com/shop/gate.git';

describe('a tag', () => {
  test.each([{ url }, url])('is right if it is the version, and the repository is this one: %j', (repository) => {
    expect(faultsOfTag({ version: '1.2.0', repository }, runner)).toEqual([]);
  });

  test.each(['1.2.1', '2.0.0', 'v1.2.0'])('is refused for version %s', (version) => {
    expect(faultsOfTag({ version, repository: url }, runner)).toEqual([
      `the tag is "v1.2.0", and package.json has version ${version}; tag v${version}, or change the version`,
    ]);
  });

  test.each([undefined, { url: 'git+https://git.example.com/shop/other.git' }])(
    'is refused in the repository %j',
    (repository) => {
      const [fault] = faultsOfTag({ version: '1.2.0', ...(repository && { repository }) }, runner);

      expect(fault).toContain(`write "${url}"`);
    },
  );
});
