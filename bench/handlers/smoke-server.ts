import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A service for the smoke test, in a process of its own: `/slow` answers after 20 ms, everything else at once. */
const server = createServer((request, response) => {
  const answer = () => response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":"UP"}');
  if (request.url === '/slow') setTimeout(answer, 20);
  else request.resume().on('end', answer);
});
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
