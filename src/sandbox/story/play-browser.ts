/** What a reviewer's browser keeps and follows: cookies, which are the same for every port of a host, and redirects. */
export type PlayBrowser = {
  /** Resolves to the page that the last redirect leads to. */
  open(url: string, init?: RequestInit): Promise<{ url: string; response: Response; page: string }>;
  /** The address that was asked for last, whether it answered or not. */
  lastUrl(): string;
};

const maxRedirects = 10;

export function playBrowser(): PlayBrowser {
  const cookies = new Map<string, string>();
  let last = '';
  return {
    lastUrl: () => last,
    async open(start, init = {}) {
      let url = start;
      let asked = init;
      for (let followed = 0; followed < maxRedirects; followed += 1) {
        last = url;
        const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
        const headers = { ...(asked.headers as Record<string, string>), ...(cookie !== '' && { cookie }) };
        const response = await fetch(url, { ...asked, headers, redirect: 'manual' });
        for (const set of response.headers.getSetCookie()) keep(cookies, set);
        const next = response.headers.get('location');
        if (next === null) return { url, response, page: await response.text() };
        await response.arrayBuffer();
        url = new URL(next, url).href;
        asked = {};
      }
      throw new Error(`${new URL(start).origin} redirected the reviewer more than ${maxRedirects} times`);
    },
  };
}

function keep(cookies: Map<string, string>, set: string): void {
  const [pair = '', ...attributes] = set.split(';');
  const [name = '', ...value] = pair.split('=');
  const isGone = attributes.some((one) => /^\s*max-age=0$/i.test(one)) || value.join('=') === '';
  if (isGone) cookies.delete(name);
  else cookies.set(name, value.join('='));
}
