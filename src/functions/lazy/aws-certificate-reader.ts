import { ACMClient } from '@aws-sdk/client-acm';
import { acmCertificateReader } from '../../deployment/test-traffic/acm-certificate-reader.ts';
import type { CertificateReader } from '../../deployment/test-traffic/find-test-listeners.ts';
import { sdkTimeouts } from './sdk.ts';

/** Reads certificates. Loaded only for an HTTPS test listener whose host name nothing else gives. */
export function awsCertificateReader(): CertificateReader {
  return acmCertificateReader(new ACMClient(sdkTimeouts));
}
