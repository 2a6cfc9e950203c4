import { relative } from 'node:path';
import { sections } from './sections.ts';

const indexes = {
  guides: {
    title: 'Guides',
    about: 'One page for each task. For the first one, see [Start in 15 minutes](../start.md).',
  },
  reference: {
    title: 'Reference',
    about: 'Everything, by name. Generated from the code when the site is built, so it matches the code.',
  },
  examples: {
    title: 'Examples',
    about: 'Complete files to copy from. Each is tested with every change of Greenlight.',
  },
  project: { title: 'Project', about: 'Why Greenlight is as it is, and how to change it.' },
  migrate: { title: 'Migrate', about: 'What corresponds to what you have, and in which order to replace it.' },
} as const;

type IndexFolder = keyof typeof indexes;

/** The sections with an index. */
export const indexFolders = Object.keys(indexes) as IndexFolder[];

/** The index of a section: its pages under their headings, each with what it is for. */
export function indexPage(folder: IndexFolder): string {
  const { title, about } = indexes[folder];
  const groups = sections.filter(({ index }) => index === folder);
  const list = ({ title: heading, pages }: (typeof groups)[number]) => [
    ...(groups.length > 1 ? [`## ${heading}`, ''] : []),
    ...pages.map(([path, name, what]) => `- [${name}](${linkFrom(folder, path)}): ${what}`),
    '',
  ];
  return [`# ${title}`, '', about, '', ...groups.flatMap(list)].join('\n');
}

function linkFrom(folder: string, path: string): string {
  const link = relative(folder, `${path}.md`).replaceAll('\\', '/');
  return link.startsWith('.') ? link : `./${link}`;
}
