import { join } from 'node:path';
import { readSuiteObject, readSuiteParameter } from '../../checks/smoke/suite/aws-suite.ts';
import { readSuiteFile } from '../../checks/smoke/suite/file-suite.ts';
import type { SuiteReader } from '../../checks/smoke/suite/suite-reader.ts';
import { configuredEndpoint } from '../../runtime/aws/own-environment.ts';
import type { SmokeEnvironment } from './environment/smoke-environment.ts';

/** Reads suites from Parameter Store, S3, the function's own package, and layers. The SDK is loaded when it is first needed. */
export function suiteReader(environment: SmokeEnvironment): SuiteReader {
  const folders = [environment.LAMBDA_TASK_ROOT, '/opt'].map((top) => join(top, 'suites'));
  return {
    async read(source, signal) {
      switch (source.kind) {
        case 'file':
          return readSuiteFile(source.path, folders);
        case 'parameter': {
          const { readParameter } = await import('../lazy/read-parameter.ts');
          return readSuiteParameter({ parameter: readParameter }, source.name, signal);
        }
        case 'object': {
          const { readS3Object } = await import('../lazy/read-s3-object.ts');
          const endpoint = configuredEndpoint(environment, 'AWS_ENDPOINT_URL_S3');
          return readSuiteObject({ object: (place) => readS3Object(endpoint, place, signal) }, source, signal);
        }
      }
    },
  };
}
