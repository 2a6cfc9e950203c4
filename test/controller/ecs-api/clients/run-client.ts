import type { PythonTool } from '../../../../scripts/python-tools.ts';
import { forkedPython } from '../../../helpers/python/forked-python.ts';

/** What a client's process printed; `json` is undefined if it printed nothing. */
export type ClientResult = { code: number; json: ReturnType<typeof JSON.parse>; errors: string };

const withoutAccount = {
  PATH: process.env['PATH'],
  HOME: '/nonexistent',
  AWS_REGION: 'us-west-2',
  AWS_DEFAULT_REGION: 'us-west-2',
  AWS_ACCESS_KEY_ID: 'testing',
  AWS_SECRET_ACCESS_KEY: 'testing',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_PAGER: '',
};

/** What the clients import first. */
const imported = { 'the AWS CLI': ['awscli.clidriver', 'awscli.handlers'], boto3: ['boto3'] };

/**
 * Runs a client of AWS with no configuration and only made-up credentials, so that it can reach nothing but the endpoint.
 *
 * @param argv - what Python runs: a script, or `-c` and a program, and its arguments
 */
export async function runClient(
  tool: PythonTool,
  client: keyof typeof imported,
  argv: readonly string[],
  endpoint: string,
  more: Record<string, string> = {},
): Promise<ClientResult> {
  const env = { ...withoutAccount, AWS_ENDPOINT_URL_ECS: endpoint, ...more };
  const run = forkedPython(tool.bin('python'), imported[client], withoutAccount);
  const { code, stdout, stderr } = await run(argv, { cwd: process.cwd(), env });
  return { code, json: parse(stdout), errors: stderr };
}

function parse(text: string): ReturnType<typeof JSON.parse> {
  return text.trim() === '' ? undefined : JSON.parse(text);
}
