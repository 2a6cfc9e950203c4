import cdk from '../../tools/cdk/package.json' with { type: 'json' };
import { installedWithLibrary, optionalPeers } from './bundle.ts';

type Manifest = Record<string, unknown> & Record<'dependencies' | 'devDependencies', Record<string, string>>;

/** What people read about the package, and what npm and Node look up in it. */
const kept = [
  'name',
  'version',
  'description',
  'keywords',
  'license',
  'repository',
  'type',
  'engines',
  'bin',
  'exports',
];

/** Only types of these are in the declarations; without them, the declarations do not compile. */
const installedForTypes = ['@standard-schema/spec', '@types/aws-lambda'];

/**
 * The package.json that is published. The repository's own has what the sources need to run, and is private, so that nobody publishes the repository
 * by accident. Versions that are pinned there are ranges here, so that a project can have one copy of each package.
 */
export function publishedManifest(own: Manifest): Record<string, unknown> {
  const dependencies = [...installedWithLibrary, ...installedForTypes].map((name) => {
    const version = own.dependencies[name] ?? own.devDependencies[name];
    if (version === undefined) throw new Error(`package.json does not list ${name}, which the library needs`);
    return [name, `^${version}`] as const;
  });
  return {
    ...Object.fromEntries(kept.map((key) => [key, own[key]])),
    publishConfig: { access: 'public', provenance: true },
    dependencies: Object.fromEntries(dependencies),
    peerDependencies: Object.fromEntries(optionalPeers.map((name) => [name, `^${cdk.dependencies[name]}`])),
    peerDependenciesMeta: Object.fromEntries(optionalPeers.map((name) => [name, { optional: true }])),
  };
}
