import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/*
 * Run before a release is built: npm attests a package only for the repository that its package.json names, and a tag with another version would publish something else
 * than it says. Reads GITHUB_REF_NAME, GITHUB_SERVER_URL and GITHUB_REPOSITORY, which GitHub's runners set.
 */

type Manifest = { version: string; repository?: { url?: string } | string };

/** What is wrong, as lines for a person. */
export function faultsOfTag(manifest: Manifest, environment: Readonly<Record<string, string | undefined>>): string[] {
  const { GITHUB_REF_NAME: tag = '', GITHUB_SERVER_URL: server = '', GITHUB_REPOSITORY: repository = '' } = environment;
  const { version, repository: named } = manifest;
  const url = typeof named === 'string' ? named : named?.url;
  const wanted = `git+${server}/${repository}.git`;
  return [
    ...(tag === `v${version}`
      ? []
      : [`the tag is "${tag}", and package.json has version ${version}; tag v${version}, or change the version`]),
    ...(url === wanted
      ? []
      : [`package.json has repository.url "${url ?? ''}"; write "${wanted}", or npm refuses the provenance`]),
  ];
}

if (import.meta.main) {
  const manifest = JSON.parse(readFileSync(fileURLToPath(new URL('../../package.json', import.meta.url)), 'utf8'));
  const faults = faultsOfTag(manifest, process.env);
  for (const fault of faults) console.error(fault);
  process.exitCode = faults.length > 0 ? 1 : 0;
}
