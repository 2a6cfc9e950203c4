import { dnsSuffixOf } from '../../runtime/aws/dns-suffix.ts';

/** How a bucket is reached. */
export type S3Location = {
  bucket: string;
  region: string;
  /** A custom endpoint instead of AWS's own (`AWS_ENDPOINT_URL_S3`), addressed path-style. */
  endpoint?: string | undefined;
  /** Whether to use AWS's FIPS endpoints (`AWS_USE_FIPS_ENDPOINT`). Default false. */
  usesFips?: boolean | undefined;
  /** Whether to use AWS's endpoints with IPv6 (`AWS_USE_DUALSTACK_ENDPOINT`). Default false. */
  usesDualstack?: boolean | undefined;
};

/**
 * The address of a bucket's objects: an origin, and the path before the key. It is the address that the SDK uses; a test proves that for every
 * partition.
 */
export function bucketAddress({ bucket, region, endpoint, usesFips, usesDualstack }: S3Location): {
  origin: URL;
  pathPrefix: string;
} {
  if (endpoint) {
    const origin = new URL(endpoint);
    return { origin, pathPrefix: `${origin.pathname.replace(/\/$/, '')}/${bucket}/` };
  }
  const host = `s3${usesFips ? '-fips' : ''}${usesDualstack ? '.dualstack' : ''}.${region}.${dnsSuffixOf(region)}`;
  // A dot in the name would not match the certificate's wildcard.
  return bucket.includes('.')
    ? { origin: new URL(`https://${host}`), pathPrefix: `/${bucket}/` }
    : { origin: new URL(`https://${bucket}.${host}`), pathPrefix: '/' };
}
