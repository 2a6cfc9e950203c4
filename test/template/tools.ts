import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureTool } from '../../scripts/python-tools.ts';

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

  return {
    sam: (args, { cwd = project, env = {} } = {}) =>
      run(sam.bin('sam'), [...args, '--region', 'us-east-1'], { cwd, env: { ...environment, ...env } }),
    cfnLint: (args) => run(cfnLint.bin('cfn-lint'), args, { cwd: project, env: environment }),
    async readTemplate(path) {
      const program =
        'import json, sys; from cfnlint.decode import cfn_yaml; print(json.dumps(cfn_yaml.load(sys.argv[1])))';
      const { output } = await run(cfnLint.bin('python'), ['-c', program, path], { cwd: project, env: environment });
      return JSON.parse(output);
    },
    async createOnlyProperties(types) {
      const program = [
        'import json, sys',
        'from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER as schemas',
        'of = lambda t: schemas.get_resource_schema("us-east-1", t.replace("Serverless", "Lambda")).schema',
        'names = lambda t: [p.split("/")[2] for p in of(t).get("createOnlyProperties", [])]',
        'print(json.dumps({t: names(t) for t in sys.argv[1:]}))',
      ].join('\n');
      const { output } = await run(cfnLint.bin('python'), ['-c', program, ...types], {
        cwd: project,
        env: environment,
      });
      return JSON.parse(output);
    },
    async listZip(path) {
      const program = 'import sys, zipfile; print("\\n".join(zipfile.ZipFile(sys.argv[1]).namelist()))';
      const { output } = await run(cfnLint.bin('python'), ['-c', program, path], { cwd: project, env: environment });
      return output.trim().split('\n');
    },
  };
}

function run(command: string, args: string[], options: { cwd: string; env: Record<string, string> }): Promise<Ran> {
  return new Promise((done) => {
    execFile(command, args, { ...options, maxBuffer: 16 * 1024 * 1024 }, (error, stdout, stderr) => {
      done({ code: error === null ? 0 : Number(error.code ?? 1), output: stdout + stderr });
    });
  });
}
