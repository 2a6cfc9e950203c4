/**
 * The lower bound: the poll with Node's own client and nothing else, not even a signature, over a connection that a first GET has opened
 * during init. Loads the client as `require` does, like our bundles.
 */

const { AWS_ENDPOINT_URL: endpoint = '', LEDGER_BUCKET: bucket } = process.env;
const client = endpoint.startsWith('https:')
  ? process.getBuiltinModule('node:https')
  : process.getBuiltinModule('node:http');
const agent = new client.Agent({ keepAlive: true });

await get('approvals/none.json');

export const handler = async (event: { resourceArn: string; lifecycleStage: string }) => {
  const [, , , region, account, path = ''] = event.resourceArn.split(':');
  const [, cluster, service, deployment] = path.split('/');
  const key = `approvals/${account}/${region}/${cluster}/${service}/${deployment}/${event.lifecycleStage}.json`;
  const { status } = JSON.parse(await get(key)) as { status?: string };
  return status === 'APPROVED' ? { hookStatus: 'SUCCEEDED' } : { hookStatus: 'IN_PROGRESS', callBackDelay: 30 };
};

function get(key: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = client.get(`${endpoint}/${bucket}/${key}`, { agent }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (text: string) => {
        body += text;
      });
      response.on('end', () => resolve(body));
    });
    request.on('error', reject);
  });
}
