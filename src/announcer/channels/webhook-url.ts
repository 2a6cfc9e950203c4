/** A chat that takes messages at an address which is a secret: anybody who knows it can write there. */
export type WebhookKind = { name: string; hosts: readonly RegExp[]; wanted: string };

export const slackWebhook: WebhookKind = {
  name: 'Slack',
  hosts: [/^hooks\.slack\.com$/],
  wanted: 'the URL of an incoming webhook of Slack, https://hooks.slack.com/services/…',
};

export const teamsWebhook: WebhookKind = {
  name: 'Teams',
  hosts: [/^[a-z0-9.-]+\.logic\.azure\.com$/, /^[a-z0-9.-]+\.environment\.api\.powerplatform\.com$/],
  wanted: 'the URL of a Teams workflow, https://….logic.azure.com/… or https://….environment.api.powerplatform.com/…',
};

/**
 * The address in a secret, exactly as it is stored: a workflow's signature covers it.
 *
 * @throws Error that names what to write, and of the address no more than its host
 */
export function readWebhookUrl(secret: string | undefined, { name, hosts, wanted }: WebhookKind): string {
  const url = secret?.trim() ?? '';
  const found = formatUrlFault(url, hosts);
  if (found === undefined) return url;
  throw new Error(`the secret of the ${name} channel holds ${found}: put ${wanted}, there as plain text`);
}

function formatUrlFault(url: string, hosts: readonly RegExp[]): string | undefined {
  if (url === '') return 'nothing';
  if (!URL.canParse(url)) return 'no URL';
  const { protocol, hostname, port, username, password } = new URL(url);
  if (protocol !== 'https:') return 'a URL without https';
  if (username !== '' || password !== '' || port !== '') return 'a URL with a user or a port';
  return hosts.some((host) => host.test(hostname)) ? undefined : `a URL at ${hostname}`;
}
