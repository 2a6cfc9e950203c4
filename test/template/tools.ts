import { mkdir } from 'node:fs/promises';
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
  cfnLint(args: string[]): Promise<Ran>;
  /** A template as cfn-lint reads it: short intrinsics such as `!Ref` in their long form. */
  readTemplate(path: string): Promise<unknown>;
  /** By type, the names of the properties whose change makes CloudFormation replace the resource, from its own schemas. */
  createOnlyProperties(types: readonly string[]): Promise<Record<string, string[]>>;
  /** The names in a zip archive. */
  listZip(path: string): Promise<string[]>;
}

/** What all of its commands import; the rest is not worth it for one or two calls. */
const samModules = ['samcli.cli.main', 'samcli.commands._utils.options', 'boto3'];
const cfnLintModules = ['cfnlint.runner.cli', 'cfnlint.decode.cfn_yaml'];

export async function templateTools(): Promise<TemplateTools> {
  const sam = await ensureTool('aws-sam-cli');
  const cfnLint = await ensureTool('cfn-lint');
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

  const runSam = forkedPython(sam.bin('python'), samModules, environment);
  const runCfnLint = forkedPython(cfnLint.bin('python'), cfnLintModules, environment);
  const runProgram = async (...argv: string[]) =>
    (await runCfnLint(['-c', ...argv], { cwd: project, env: environment })).stdout;

  return {
    sam: (args, { cwd = project, env = {} } = {}) =>
      run(runSam, [sam.bin('sam'), ...args, '--region', 'us-east-1'], { cwd, env: { ...environment, ...env } }),
    cfnLint: (args) => run(runCfnLint, [cfnLint.bin('cfn-lint'), ...args], { cwd: project, env: environment }),
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
    async listZip(path) {
      const program = 'import sys, zipfile; print("\\n".join(zipfile.ZipFile(sys.argv[1]).namelist()))';
      return (await runProgram(program, path)).trim().split('\n');
    },
  };
}

async function run(forked: RunForked, argv: string[], options: Parameters<RunForked>[1]): Promise<Ran> {
  const { code, stdout, stderr } = await forked(argv, options);
  return { code, output: stdout + stderr };
}
