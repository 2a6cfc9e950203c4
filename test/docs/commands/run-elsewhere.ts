/** Where a command of the docs is run: a file, and what it contains of the command. Or why nothing runs it. */
type Proof = { by: [file: string, text: string] } | { notRun: string };

const firstStart: Proof = { by: ['test/package/first-start.contract.test.ts', "install: 'npm ci --omit=dev'"] };
const pipeline: Proof = { by: ['.ci/run', 'npm ci && npm test'] };
const dev: Proof = {
  by: ['test/cli/dev/dev.test.ts', 'calls the hook in a deployment, and the new one after a rebuild'],
};
const sandbox: Proof = { by: ['test/story/listeners.browser.test.ts', 'listener'] };
const ownCheck: Proof = { by: ['test/package/package.contract.test.ts', 'a copy of examples/own-check'] };
const localEcs: Proof = {
  by: ['test/controller/ecs-api/clients/aws-cli.contract.test.ts', 'list-service-deployments'],
};
const signature: Proof = { by: ['test/docs/http-gate-guide.test.ts', 'has a way to verify in a shell'] };
const mutants: Proof = { notRun: 'changes the code thousands of times, for many minutes' };

/** Commands that test/docs/commands does not run itself, by their beginning. The longest beginning counts. */
export const elsewhere: Readonly<Record<string, Proof>> = {
  'npm ci': pipeline,
  'npm ci --omit=dev': firstStart,
  'npm test': pipeline,
  'npm run demo': firstStart,
  'npm run demo -- --listener': sandbox,
  'npm run demo -- --play': { by: ['.github/workflows/ci.yml', 'npm run demo -- --no-open --play approve'] },
  'npm run build': { by: ['test/package/package.contract.test.ts', "'npm', 'run', 'build'"] },
  'npm run release': { by: ['.github/workflows/release.yml', 'npm run release'] },
  'npm run bench': { by: ['test/bench/bench.contract.test.ts', "describe('npm run bench'"] },
  'node bench/sizes.ts': { by: ['test/bench/sizes.contract.test.ts', 'measures every function with every memory'] },
  'npm run mutants': mutants,
  'npm run pack': ownCheck,
  'npm install --ignore-scripts /tmp/ecs-greenlight': ownCheck,
  'npm install': ownCheck,
  'npm run simulate': ownCheck,
  'npm run dev': dev,
  'npm install ecs-greenlight': ownCheck,
  'npm run synth': { by: ['test/examples/attach-cdk.contract.test.ts', "'src/synth.ts'"] },
  'npx node scripts/python-tools.ts': {
    by: ['test/scripts/python-tools.contract.test.ts', 'creates an environment with runnable commands'],
  },
  'greenlight dev': dev,
  'greenlight demo': { by: ['test/story/demo-command.test.ts', 'greenlight demo'] },
  'gh attestation verify': { notRun: 'checks a release that GitHub has attested' },
  'sha256sum .cache/release/*': {
    by: ['test/package/package.contract.test.ts', 'is the same to the byte if it is built again'],
  },
  'curl --fail-with-body': { by: ['test/checks/http-gate/callback.test.ts', 'callback'] },
  'key=': signature,
  '#!/usr/bin/env bash': { notRun: 'what people write by hand today, to compare with' },
  'greenlight observe --local': { by: ['test/cli/observe/observe.test.ts', 'writes report and profile'] },
  'alias greenlight=': {
    by: ['test/package/clone.contract.test.ts', 'another Node.js that runs the command starts the pinned one'],
  },
  'sam_cli=': { by: ['test/scripts/python-tools.contract.test.ts', 'creates an environment with runnable commands'] },
  'export AWS_ENDPOINT_URL_ECS=': localEcs,
  'aws ecs': localEcs,
};
