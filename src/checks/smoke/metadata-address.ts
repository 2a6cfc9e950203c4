import { BlockList, isIP } from 'node:net';

/**
 * Whether this is an address under which an instance, a task or a function reads its own credentials. Takes IPv4 and IPv6 as they are
 * written in a URL, with or without brackets; anything else is no such address.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html
 */
export function isMetadataAddress(address: string): boolean {
  const bare = address.replace(/^\[(.*)\]$/, '$1');
  const version = isIP(bare);
  return version !== 0 && metadataAddresses.check(bare, version === 6 ? 'ipv6' : 'ipv4');
}

const metadataAddresses = new BlockList();
metadataAddresses.addSubnet('169.254.0.0', 16, 'ipv4');
metadataAddresses.addAddress('fd00:ec2::254', 'ipv6');
metadataAddresses.addAddress('fd00:ec2::23', 'ipv6');
