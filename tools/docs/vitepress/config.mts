import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitepress';

const source = fileURLToPath(new URL('..', import.meta.url));

/** A page by its place; its text in the navigation is its own heading. */
const page = (path: string, text?: string) => ({ text: text ?? headingOf(path), link: `/${path}` });

export default defineConfig({
  title: 'Greenlight',
  description: 'Lifecycle hooks for Amazon ECS service deployments: approvals, smoke tests and alarm checks',
  lang: 'en',
  // Every address ends in .html, so that any web server works.
  cleanUrls: false,
  ignoreDeadLinks: false,
  srcExclude: ['README.md'],
  head: [['link', { rel: 'icon', href: 'data:,' }]],
  markdown: {
    html: false,
    linkify: false,
    // Fragments as the repository's host makes them, so that links work in both places.
    anchor: {
      slugify: (heading) =>
        heading
          .trim()
          .toLowerCase()
          .replace(/[^\p{L}\p{N}\s_-]/gu, '')
          .replace(/\s/g, '-'),
    },
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    languageAlias: { hcl: 'terraform' },
    config: (md) => {
      // What a table holds may be wider than a phone: the table scrolls, and can be reached by keyboard.
      md.renderer.rules.table_open = (tokens, index) => {
        const before = tokens.slice(0, index);
        const heading = before.findLastIndex(({ type }) => type === 'heading_open');
        const name = heading === -1 ? '' : ` under ${before[heading + 1]?.content.replaceAll(/[`*"]/g, '') ?? ''}`;
        const number = before.filter(({ type }) => type === 'table_open').length + 1;
        return `<div class="wide" tabindex="0" role="region" aria-label="${md.utils.escapeHtml(`Table ${number}${name}`)}"><table>\n`;
      };
      md.renderer.rules.table_close = () => '</table></div>\n';
      // Two braces begin a placeholder of a smoke suite. Vue would evaluate what is between them.
      const literal = (text: string) => md.utils.escapeHtml(text).replaceAll('{{', '&#123;&#123;');
      md.renderer.rules.text = (tokens, index) => literal(tokens[index]?.content ?? '');
      md.renderer.rules.code_inline = (tokens, index) => `<code>${literal(tokens[index]?.content ?? '')}</code>`;
    },
  },
  themeConfig: {
    search: { provider: 'local' },
    outline: { level: [2, 3] },
    nav: [page('start', 'Start'), page('guides/reviewers', 'Guides'), page('reference/hook-details', 'Reference')],
    sidebar: [
      {
        text: 'Start',
        items: [
          page('index', 'What it is'),
          page('start'),
          page('pause-hook-or-greenlight'),
          page('sandbox'),
          page('examples/demo-service'),
        ],
      },
      {
        text: 'Guides',
        items: [
          page('attach'),
          ...[
            'reviewers',
            'approval-rules',
            'sign-in',
            'pause-hooks',
            'announcements',
            'smoke',
            'smoke-suites',
            'smoke-recipes',
            'alarms',
            'metrics',
            'image-policy',
            'revision-diff',
            'change-windows',
            'target-health',
            'load',
            'http-gate',
            'browser',
            'gate-hook',
            'pipelines',
            'write-a-check',
            'linear-and-canary',
            'first-deployment',
            'internal-load-balancers',
            'audit',
            'key-rotation',
            'upgrade-and-removal',
            'watch-greenlight',
          ].map((name) => page(`guides/${name}`)),
          page('simulate'),
        ],
      },
      {
        text: 'Attach from',
        items: ['cloudformation', 'cdk', 'terraform'].map((name) => page(`examples/attach-${name}`)),
      },
      {
        text: 'Reference',
        items: [
          page('reference/hook-details'),
          page('reference/cli'),
          page('reference/template'),
          page('reference/permissions'),
          page('reference/decisions'),
          page('reference/failure-modes'),
          page('reference/rules'),
          page('reference/api/index', 'The kit’s API'),
          page('reference/controller'),
          page('reference/ecs-api'),
        ],
      },
      {
        text: 'Operate',
        items: [page('troubleshooting'), page('security'), page('reference/cost'), page('performance')],
      },
      { text: 'Migrate', items: [page('migrate/codedeploy'), page('migrate/s3-file-sample')] },
      {
        text: 'Project',
        items: [
          page('decisions/index', 'Design decisions'),
          page('contributing'),
          page('changelog'),
          page('examples/own-check'),
        ],
      },
    ],
    docFooter: { prev: 'Previous', next: 'Next' },
  },
});

function headingOf(path: string): string {
  const file = join(source, `${path}.md`);
  const heading = existsSync(file) ? /^# (.+)$/m.exec(readFileSync(file, 'utf8'))?.[1] : undefined;
  return heading?.replaceAll('`', '') ?? path;
}
