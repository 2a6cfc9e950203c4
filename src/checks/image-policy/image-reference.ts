/** Where an image is pulled from. */
export type ImageReference = {
  /** Lower case, without the port 443. Docker Hub is `docker.io`. */
  registry: string;
  /** `shop/ui`; of an official image of Docker Hub `library/nginx`. */
  repository: string;
  /** `latest` if neither a tag nor a digest is written. Undefined: pinned by digest alone. */
  tag: string | undefined;
  /** `sha256:…`, as written in the reference. */
  digest: string | undefined;
};

/**
 * Parses the reference of an image as container runtimes do. Undefined if it is not one: nothing is guessed about a reference with a user name, an empty
 * part, or upper case in its repository.
 *
 * @see https://github.com/distribution/reference
 * @example
 * parseReference('nginx') // { registry: 'docker.io', repository: 'library/nginx', tag: 'latest', digest: undefined }
 */
export function parseReference(reference: string): ImageReference | undefined {
  const [, name = '', tag, digest] =
    /^([^@]+?)(?::(\w[\w.-]{0,127}))?(?:@(sha256:[\da-f]{64}))?$/.exec(reference) ?? [];
  const slash = name.indexOf('/');
  const first = name.slice(0, Math.max(0, slash));
  const hasHost = /[.:]/.test(first) || first.toLowerCase() === 'localhost';
  const host = hasHost ? first.toLowerCase().replace(/:443$/, '') : 'docker.io';
  const path = hasHost ? name.slice(slash + 1) : name;
  if (!hostPattern.test(host) || !pathPattern.test(path)) return undefined;
  const isHub = host === 'docker.io' || host === 'index.docker.io' || host === 'registry-1.docker.io';
  return {
    registry: isHub ? 'docker.io' : host,
    repository: isHub && !path.includes('/') ? `library/${path}` : path,
    tag: tag ?? (digest === undefined ? 'latest' : undefined),
    digest,
  };
}

const label = '[a-z\\d](?:[a-z\\d-]*[a-z\\d])?';
const hostPattern = new RegExp(`^${label}(?:\\.${label})*(?::\\d{1,5})?$`);
const part = '[a-z\\d]+(?:(?:[._]|__|-+)[a-z\\d]+)*';
const pathPattern = new RegExp(`^${part}(?:/${part})*$`);
