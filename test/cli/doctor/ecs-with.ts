import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** An ECS that has this one service, and answers everything else with nothing. Resolves to its address. */
export async function ecsWith(service: object): Promise<string> {
  const server = createServer((request, response) => {
    const isDescription = String(request.headers['x-amz-target']).endsWith('.DescribeServices');
    response.writeHead(200, { 'Content-Type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify(isDescription ? { services: [service] } : {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
