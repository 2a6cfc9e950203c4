import { type ChildProcess, execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Fixture } from './fixture.ts';
import type { Listening, Seen, Setup } from './stand-in.ts';

export type StandIn = {
  /** Without a path. */
  httpUrl: string;
  httpsUrl: string;
  /** The file for `NODE_EXTRA_CA_CERTS`. */
  certificate: string;
  seen(): Promise<Seen>;
  stop(): void;
};

/** Starts the stand-in for S3 and Secrets Manager in its own process, with a certificate made for it in `folder`. */
export async function startStandIn(fixture: Fixture, folder: string): Promise<StandIn> {
  const { key, cert, certificate } = await makeCertificate(folder);
  const server = fork(fileURLToPath(new URL('stand-in.ts', import.meta.url)), { stdio: 'inherit' });
  const { objects, secret } = fixture;
  const { httpPort, httpsPort } = await ask<Listening>(server, { objects, secret, tls: { key, cert } } satisfies Setup);
  return {
    // A host name, as S3 has one: TLS server names cannot be addresses.
    httpUrl: `http://localhost:${httpPort}`,
    httpsUrl: `https://localhost:${httpsPort}`,
    certificate,
    seen: () => ask<Seen>(server, 'seen'),
    stop: () => server.disconnect(),
  };
}

async function ask<Answer>(server: ChildProcess, message: Setup | 'seen'): Promise<Answer> {
  const gone = new AbortController();
  const onExit = (code: number | null) => gone.abort(new Error(`the stand-in for S3 ended with ${code}`));
  server.once('exit', onExit);
  try {
    server.send(message);
    const [answer] = await once(server, 'message', { signal: gone.signal });
    return answer as Answer;
  } finally {
    server.off('exit', onExit);
  }
}

/** Self-signed, RSA with 2048 bits like S3's, valid for two days. */
async function makeCertificate(folder: string) {
  const [keyFile, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  const files = ['-keyout', keyFile, '-out', certificate];
  try {
    await promisify(execFile)('openssl', [
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2'],
      ...[...subject, ...files],
    ]);
  } catch (cause) {
    throw new Error('openssl, which makes the certificate for TLS on loopback, did not run; install openssl', {
      cause,
    });
  }
  return { key: await readFile(keyFile, 'utf8'), cert: await readFile(certificate, 'utf8'), certificate };
}
