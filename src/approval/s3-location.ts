/** Where a bucket is reached. */
export type S3Location = {
  bucket: string;
  region: string;
  /** Another place than AWS's own (`AWS_ENDPOINT_URL_S3`), addressed path-style. */
  endpoint?: string | undefined;
};

/** The address of a bucket's objects: an origin, and the path before the key. */
export function bucketAddress({ bucket, region, endpoint }: S3Location): { origin: URL; pathPrefix: string } {
  if (endpoint) {
    const origin = new URL(endpoint);
    return { origin, pathPrefix: `${origin.pathname.replace(/\/$/, '')}/${bucket}/` };
  }
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const service = `s3.${region}.${domain}`;
  // A dot in the name would not match the certificate's wildcard.
  return bucket.includes('.')
    ? { origin: new URL(`https://${service}`), pathPrefix: `/${bucket}/` }
    : { origin: new URL(`https://${bucket}.${service}`), pathPrefix: '/' };
}
