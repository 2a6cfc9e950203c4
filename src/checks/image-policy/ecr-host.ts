/** A private registry of Amazon ECR. Its several host names are one registry. */
export type EcrRegistry = { account: string; region: string; partition: string };

/**
 * The forms of ECR's host names, with what may be a Region in each. Each is the whole host: `….amazonaws.com.evil.example` is another one.
 *
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html
 */
const forms: readonly { partition: string; region: RegExp; suffixes: readonly string[] }[] = [
  { partition: 'aws', region: /^(?!cn-)[a-z]{2}-[a-z]+-\d$/, suffixes: ['amazonaws.com', 'on.aws'] },
  { partition: 'aws-us-gov', region: /^us-gov-[a-z]+-\d$/, suffixes: ['amazonaws.com', 'on.aws'] },
  { partition: 'aws-cn', region: /^cn-[a-z]+-\d$/, suffixes: ['amazonaws.com.cn', 'on.amazonwebservices.com.cn'] },
  { partition: 'aws-eusc', region: /^eusc-[a-z]+-[a-z]+-\d$/, suffixes: ['amazonaws.eu'] },
  { partition: 'aws-iso', region: /^us-iso-[a-z]+-\d$/, suffixes: ['c2s.ic.gov'] },
  { partition: 'aws-iso-b', region: /^us-isob-[a-z]+-\d$/, suffixes: ['sc2s.sgov.gov'] },
  { partition: 'aws-iso-f', region: /^us-isof-[a-z]+-\d$/, suffixes: ['csp.hci.ic.gov'] },
  { partition: 'aws-iso-e', region: /^eu-isoe-[a-z]+-\d$/, suffixes: ['cloud.adc-e.uk'] },
];

/** The private registry that a host name belongs to, in lower case; undefined if it is not one of ECR's. */
export function parseEcrHost(host: string): EcrRegistry | undefined {
  const [, account = '', service = '', region = '', suffix = ''] =
    /^(\d{12})\.(dkr\.ecr|dkr\.ecr-fips|dkr-ecr|dkr-ecr-fips)\.([a-z\d-]+)\.([a-z\d.-]+)$/.exec(host) ?? [];
  // The hyphenated names are those of dual-stack endpoints.
  const isDualStack = service.startsWith('dkr-');
  const form = forms.find((each) => each.suffixes.includes(suffix) && each.region.test(region));
  return form && suffix.startsWith('on.') === isDualStack ? { account, region, partition: form.partition } : undefined;
}

/** The one name of a registry that has several: hosts are the same registry if this is equal. */
export function canonicalHost(host: string): string {
  if (host === 'ecr-public.aws.com') return 'public.ecr.aws';
  const ecr = parseEcrHost(host);
  return ecr ? `ecr ${ecr.partition} ${ecr.region} ${ecr.account}` : host;
}
