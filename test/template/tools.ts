import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureTool } from '../../scripts/python-tools.ts';
import { forkedPython, type RunForked } from '../helpers/python/forked-python.ts';

export const project = fileURLToPath(new URL('../..', import.meta.url));

export interface Ran {
  code: number;
  /** What the command wrote, on stdout and stderr together. */
  output: string;
}

export interface TemplateTools {
  /** The SAM CLI, with a home of its own, no telemetry and no way to a real account. */
  sam(args: string[], options?: { cwd?: string; env?: Record<string, string> }): Promise<Ran>;
  /**
   * `sam validate --lint` with the rules of cfn-lint that only inform, too.
   *
   * @returns also the configuration that cfn-lint has read
   */
  validate(template: string, regions: readonly string[]): Promise<Ran & { rules: unknown }>;
  /** The one that `sam validate --lint` runs. */
  cfnLint(args: string[]): Promise<Ran>;
  /** A template as cfn-lint reads it: short intrinsics such as `!Ref` in their long form. */
  readTemplate(path: string): Promise<unknown>;
  /** By type, the names of the properties whose change makes CloudFormation replace the resource, from its own schemas. */
  createOnlyProperties(types: readonly string[]): Promise<Record<string, string[]>>;
}

/** What its commands and its cfn-lint import first. Only `validate` needs both, but the second is what takes long and is called most. */
const modules = [
  // Before what imports what it replaces.
  join(project, 'tools/python/aws-sam-cli/once.py'),
  ...['samcli.cli.main', 'samcli.commands._utils.options', 'boto3', 'cfnlint.runner.cli', 'cfnlint.api'],
];

export async function templateTools(): Promise<TemplateTools> {
  const sam = await ensureTool('aws-sam-cli');
  const home = join(project, '.cache/sam-home');
  await mkdir(home, { recursive: true });
  const environment = {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    SAM_CLI_TELEMETRY: '0',
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'testing',
    AWS_SECRET_ACCESS_KEY: 'testing',
    AWS_EC2_METADATA_DISABLED: 'true',
  };

  const python = forkedPython(sam.bin('python'), modules, environment);
  const runProgram = async (...argv: string[]) =>
    (await python(['-c', ...argv], { cwd: project, env: environment })).stdout;

  return {
    sam: (args, { cwd = project, env = {} } = {}) =>
      run(python, [sam.bin('sam'), ...args, '--region', 'us-east-1'], { cwd, env: { ...environment, ...env } }),
    cfnLint: (args) => run(python, [sam.bin('cfn-lint'), ...args], { cwd: project, env: environment }),
    async validate(template, regions) {
      const HOME = await mkdtemp(join(tmpdir(), 'greenlight-sam-home-'));
      try {
        const rules = { include_checks: ['I'], regions };
        await writeFile(join(HOME, '.cfnlintrc'), JSON.stringify(rules));
        // With --region, it would pass that one to cfn-lint. With --debug, it shows which configuration cfn-lint has read.
        const args = ['validate', '--lint', '--debug', '--template', template];
        const { code, stdout, stderr } = await python([sam.bin('sam'), ...args], {
          cwd: project,
          env: { ...environment, HOME },
        });
        const read = /User configuration loaded as\n\S+ \S+ (.*)/.exec(stderr)?.[1]?.replaceAll("'", '"') ?? '{}';
        return { code, output: stdout, rules: JSON.parse(read) };
      } finally {
        await rm(HOME, { recursive: true });
      }
    },
    async readTemplate(path) {
      const program =
        'import json, sys; from cfnlint.decode import cfn_yaml; print(json.dumps(cfn_yaml.load(sys.argv[1])))';
      return JSON.parse(await runProgram(program, path));
    },
    async createOnlyProperties(types) {
      const program = [
        'import json, sys',
        'from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER as schemas',
        'of = lambda t: schemas.get_resource_schema("us-east-1", t.replace("Serverless", "Lambda")).schema',
        'names = lambda t: [p.split("/")[2] for p in of(t).get("createOnlyProperties", [])]',
        'print(json.dumps({t: names(t) for t in sys.argv[1:]}))',
      ].join('\n');
      return JSON.parse(await runProgram(program, ...types));
    },
  };
}

async function run(forked: RunForked, argv: string[], options: Parameters<RunForked>[1]): Promise<Ran> {
  const { code, stdout, stderr } = await forked(argv, options);
  return { code, output: stdout + stderr };
}
