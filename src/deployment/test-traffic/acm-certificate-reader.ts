import { type ACMClient, DescribeCertificateCommand } from '@aws-sdk/client-acm';
import type { CertificateReader } from './find-test-listeners.ts';

/** Reads certificates through the SDK. */
export function acmCertificateReader(client: Pick<ACMClient, 'send'>): CertificateReader {
  return {
    async describeNames(CertificateArn, abortSignal) {
      const { Certificate = {} } = await client.send(new DescribeCertificateCommand({ CertificateArn }), {
        abortSignal,
      });
      const { DomainName = '', SubjectAlternativeNames = [] } = Certificate;
      return [...new Set([DomainName, ...SubjectAlternativeNames])].filter((name) => name !== '');
    },
  };
}
