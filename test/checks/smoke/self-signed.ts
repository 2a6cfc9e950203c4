import { generateKeyPairSync, sign } from 'node:crypto';

type Issued = { cert: string; key: string };

/** A self-signed certificate for one host name, valid from 2020 to 2049, with its key. */
export function selfSigned(hostname: string): Issued {
  return makeCertificate(hostname, {});
}

/**
 * A certificate for one host name, with its key. It is valid from 2020 to 2049, and signed by itself, unless that is said otherwise. Written by hand in DER because Node makes no
 * certificates and `openssl` is not on every machine.
 *
 * @see https://datatracker.ietf.org/doc/html/rfc5280#section-4.1
 */
export function makeCertificate(
  hostname: string,
  {
    from = '200101000000Z',
    to = '491231235959Z',
    isAuthority = false,
    issuer,
  }: { from?: string; to?: string; isAuthority?: boolean; issuer?: Issued & { name: string } },
): Issued {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const nameOf = (text: string) => sequence(set(sequence(oid(0x55, 0x04, 0x03), utf8(text))));
  const tbs = sequence(
    der(0xa0, integer(2)),
    integer(1),
    ecdsaWithSha256,
    nameOf(issuer?.name ?? hostname),
    sequence(utcTime(from), utcTime(to)),
    nameOf(hostname),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(alternativeName(hostname), ...(isAuthority ? [basicConstraints] : []))),
  );
  const signature = der(0x03, Buffer.from([0]), sign('sha256', tbs, issuer?.key ?? privateKey));
  const cert = sequence(tbs, ecdsaWithSha256, signature);
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${cert.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function der(tag: number, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const { length } = body;
  const header = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...header]), body]);
}

const sequence = (...parts: Buffer[]) => der(0x30, ...parts);
const set = (...parts: Buffer[]) => der(0x31, ...parts);
const integer = (value: number) => der(0x02, Buffer.from([value]));
const oid = (...bytes: number[]) => der(0x06, Buffer.from(bytes));
const utf8 = (text: string) => der(0x0c, Buffer.from(text));
const utcTime = (text: string) => der(0x17, Buffer.from(text));
const ecdsaWithSha256 = sequence(oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02));
const alternativeName = (hostname: string) =>
  sequence(oid(0x55, 0x1d, 0x11), der(0x04, sequence(der(0x82, Buffer.from(hostname)))));
const yes = der(0x01, Buffer.from([0xff]));
const basicConstraints = sequence(oid(0x55, 0x1d, 0x13), yes, der(0x04, sequence(yes)));
