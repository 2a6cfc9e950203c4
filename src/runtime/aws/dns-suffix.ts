/** The end of the names of AWS's hosts in a Region: `amazonaws.com.cn` in `cn-north-1`. */
export function dnsSuffixOf(region: string): string {
  return dnsSuffixes.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'amazonaws.com';
}

/** The partitions that are not under amazonaws.com, by the prefix of their Regions. */
const dnsSuffixes = [
  ['cn-', 'amazonaws.com.cn'],
  ['eusc-', 'amazonaws.eu'],
  ['us-iso-', 'c2s.ic.gov'],
  ['us-isob-', 'sc2s.sgov.gov'],
  ['eu-isoe-', 'cloud.adc-e.uk'],
  ['us-isof-', 'csp.hci.ic.gov'],
] as const;
