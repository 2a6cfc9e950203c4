/** Where a suite's document is. */
export type SuiteSource =
  /** A parameter of Parameter Store. */
  | { kind: 'parameter'; name: string }
  /** An object in S3. */
  | { kind: 'object'; bucket: string; key: string }
  /** A file that is part of the function's package or of a layer, below its folder `suites`. */
  | { kind: 'file'; path: string };

export const suiteWanted =
  'expected "ssm:/name" for a parameter of Parameter Store, "s3://bucket/key", or "file:name.yaml" for a file in the folder suites of the function\'s package or of a layer';

/**
 * Reads what `suite` names; undefined if it is none of the three forms. The path of a file cannot lead out of its folder: it has no `..` and does
 * not begin with a slash.
 *
 * @example
 * parseSuiteSource('s3://smoke-tests/shop/checkout.yaml'); // { kind: 'object', bucket: 'smoke-tests', key: 'shop/checkout.yaml' }
 */
export function parseSuiteSource(text: string): SuiteSource | undefined {
  const [, name] = /^ssm:((?:\/[\w.-]+){1,15})$/.exec(text) ?? [];
  if (name !== undefined && name.length <= 1011) return { kind: 'parameter', name };
  const [, bucket, key] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\/([^\p{Cc}]{1,1024})$/u.exec(text) ?? [];
  if (bucket !== undefined && key !== undefined) return { kind: 'object', bucket, key };
  const [, path] = /^file:((?!\.)[\w.-]+(?:\/(?!\.)[\w.-]+)*)$/.exec(text) ?? [];
  return path === undefined || path.length > 255 ? undefined : { kind: 'file', path };
}

/** As it is written in `hookDetails`. */
export function formatSuiteSource(source: SuiteSource): string {
  if (source.kind === 'parameter') return `ssm:${source.name}`;
  return source.kind === 'object' ? `s3://${source.bucket}/${source.key}` : `file:${source.path}`;
}
