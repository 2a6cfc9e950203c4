import { expect, test } from 'vitest';
import { browserHeaders } from '../../../src/deployment/listener/listener-request.ts';
import { matchCondition } from '../../../src/deployment/listener/match-condition.ts';
import { header } from '../test-traffic/a-test-listener.ts';

test.each([
  ...['Accept', 'Accept-Charset', 'Accept-Encoding', 'Accept-Language', 'Priority', 'User-Agent'],
  ...['Authorization', 'Cookie', 'DNT', 'Origin', 'Referer', 'Sec-GPC', 'X-Requested-With'],
  ...['Cache-Control', 'If-Modified-Since', 'If-None-Match', 'Pragma'],
  // For a part of a file, a resumed download, or a compression dictionary.
  ...['Available-Dictionary', 'Dictionary-Id', 'If-Range', 'If-Unmodified-Since', 'Range'],
  ...['Alt-Used', 'Connection', 'Forwarded', 'Keep-Alive', 'TE', 'Upgrade', 'Upgrade-Insecure-Requests', 'Via'],
  ...['Purpose', 'Sec-Purpose', 'Service-Worker', 'Service-Worker-Navigation-Preload'],
  ...['Sec-Fetch-Dest', 'Sec-Fetch-Mode', 'Sec-Fetch-Site', 'Sec-Fetch-Storage-Access', 'Sec-Fetch-User'],
  // Client hints.
  ...['Device-Memory', 'Downlink', 'DPR', 'ECT', 'RTT', 'Save-Data', 'Viewport-Width', 'Width'],
  ...['Sec-CH-Device-Memory', 'Sec-CH-DPR', 'Sec-CH-Viewport-Height', 'Sec-CH-Viewport-Width', 'Sec-CH-Width'],
  ...['Sec-CH-Prefers-Color-Scheme', 'Sec-CH-Prefers-Reduced-Motion', 'Sec-CH-Prefers-Reduced-Transparency'],
  ...['Sec-CH-UA', 'Sec-CH-UA-Arch', 'Sec-CH-UA-Bitness', 'Sec-CH-UA-Form-Factors', 'Sec-CH-UA-Full-Version'],
  ...['Sec-CH-UA-Full-Version-List', 'Sec-CH-UA-Mobile', 'Sec-CH-UA-Model', 'Sec-CH-UA-Platform'],
  ...['Sec-CH-UA-Platform-Version', 'Sec-CH-UA-WoW64'],
])('a browser may send the header %s', (name) => {
  const request = { method: 'GET', host: 'shop.example.com', path: '/', query: '', headers: {} };

  expect(matchCondition(header(name, '*'), { ...request, unknownHeaders: browserHeaders })).toEqual({
    because: `it depends on the header ${name.toLowerCase()}, whose value is not known`,
  });
});

test('the headers of a browser are in lower case and in order', () => {
  expect(browserHeaders).toEqual([...new Set(browserHeaders.map((name) => name.toLowerCase()))].sort());
});
