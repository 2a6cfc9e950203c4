import { BlockList, isIP } from 'node:net';
import type { RuleCondition } from '../load-balancer.ts';
import { anyOf, type Match } from './match.ts';

/** Compares the client's address: with CIDR blocks at an Application Load Balancer, with its version at a Network Load Balancer. */
export function matchSourceIp({ SourceIpConfig }: RuleCondition, sourceIp: string | undefined): Match {
  const { Values: blocks = [], IpAddressType: version } = SourceIpConfig ?? {};
  if (version !== undefined) return blocks.length > 0 ? undocumented : matchVersion(version, sourceIp);
  if (blocks.length === 0) return { because: 'a source-ip condition has no values' };
  return coversAll(blocks) || anyOf(blocks.map((block) => matchBlock(block, sourceIp)));
}

const undocumented: Match = { because: 'a source-ip condition has both addresses and an address type' };
const unknownAddress: Match = { because: 'it depends on the address that the request comes from (source-ip)' };

function matchVersion(version: string, sourceIp: string | undefined): Match {
  if (version !== 'ipv4' && version !== 'ipv6') return { because: 'a source-ip condition has an unknown address type' };
  const sent = isIP(String(sourceIp));
  return sent === 0 ? unknownAddress : version === `ipv${sent}`;
}

function coversAll(blocks: readonly string[]): boolean {
  return blocks.includes('0.0.0.0/0') && blocks.includes('::/0');
}

function matchBlock(block: string, sourceIp: string | undefined): Match {
  const slash = block.lastIndexOf('/');
  const [address, length] = [block.slice(0, slash), block.slice(slash + 1)];
  const version = isIP(address);
  const bits = version === 4 ? 32 : 128;
  if (version === 0 || !/^\d{1,3}$/.test(length) || Number(length) > bits) {
    return { because: 'a source-ip condition has a value that is not a CIDR block' };
  }
  if (isIP(String(sourceIp)) === 0) return unknownAddress;
  const family = version === 4 ? 'ipv4' : 'ipv6';
  // False for an address of the other family.
  return listOf(address, Number(length), family).check(String(sourceIp), family);
}

/** Making one takes ten times as long as using it, and every request is compared with the same few blocks. */
const lists = new Map<string, BlockList>();

function listOf(address: string, length: number, family: 'ipv4' | 'ipv6'): BlockList {
  const name = `${address}/${length}`;
  const known = lists.get(name);
  if (known) return known;
  const made = new BlockList();
  made.addSubnet(address, length, family);
  lists.set(name, made);
  return made;
}
