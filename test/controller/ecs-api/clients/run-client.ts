import { execFile } from 'node:child_process';

/** What a client's process printed; `json` is undefined if it printed nothing. */
export type ClientResult = { code: number; json: ReturnType<typeof JSON.parse>; errors: string };

/** Runs a client of AWS with no configuration and only made-up credentials, so that it can reach nothing but the endpoint. */
export function runClient(
  command: string,
  args: readonly string[],
  endpoint: string,
  more: Record<string, string> = {},
): Promise<ClientResult> {
  const env = {
    PATH: process.env['PATH'],
    HOME: '/nonexistent',
    AWS_ENDPOINT_URL_ECS: endpoint,
    AWS_REGION: 'us-west-2',
    AWS_DEFAULT_REGION: 'us-west-2',
    AWS_ACCESS_KEY_ID: 'testing',
    AWS_SECRET_ACCESS_KEY: 'testing',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_PAGER: '',
    ...more,
  };
  return new Promise((resolve) => {
    execFile(command, args, { env }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), json: parse(stdout), errors: stderr });
    });
  });
}

function parse(text: string): ReturnType<typeof JSON.parse> {
  return text.trim() === '' ? undefined : JSON.parse(text);
}
