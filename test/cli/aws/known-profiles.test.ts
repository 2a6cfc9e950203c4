import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { refuseUnknownProfile } from '../../../src/cli/aws/known-profiles.ts';

const folder = mkdtempSync(join(tmpdir(), 'greenlight-profiles-'));
afterAll(() => rmSync(folder, { recursive: true }));

const env = { AWS_CONFIG_FILE: join(folder, 'config'), AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials') };
writeFileSync(
  env.AWS_CONFIG_FILE,
  '[default]\nregion = x\n[profile dev]\n  [ profile "prod" ]\n[sso-session corp]\n# [profile old]\n',
);
writeFileSync(env.AWS_SHARED_CREDENTIALS_FILE, '[ci]\naws_access_key_id = AKIA\n');

describe('refuseUnknownProfile', () => {
  test.each([undefined, '', 'default', 'dev', 'prod', 'ci'])('accepts %s', (profile) => {
    expect(() => refuseUnknownProfile(profile, env)).not.toThrow();
  });

  test.each(['nope', 'corp', 'old'])('refuses %s, and names those that there are', (profile) => {
    expect(() => refuseUnknownProfile(profile, env)).toThrow(
      expect.objectContaining({
        message: `there is no profile ${profile} in ${env.AWS_CONFIG_FILE} or ${env.AWS_SHARED_CREDENTIALS_FILE}`,
        next: 'pass one of default, dev, prod, ci',
      }),
    );
  });

  test('says how to make the first one', () => {
    const nowhere = { AWS_CONFIG_FILE: join(folder, 'a'), AWS_SHARED_CREDENTIALS_FILE: join(folder, 'b') };

    expect(() => refuseUnknownProfile('dev', nowhere)).toThrow(
      expect.objectContaining({ next: 'aws configure sso makes one' }),
    );
  });
});
