import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

/**
 * Phrases that a native reader stumbles over, with what to write instead. CONTRIBUTING has the list for people. Each rule is tried on a line that
 * breaks it and on one that does not.
 */
type WordRule = { write: string; avoid: RegExp; breaks: string; keeps: string };

const rules: Readonly<Record<string, WordRule>> = {
  'is no JSON': {
    write: 'is not valid JSON, is not an ARN',
    avoid:
      /(?<!\b[Tt]here )(?<!\bcan )\b(?:is|are|was|be) no (?:\w+ )?(?:JSON|YAML|HTML|ARN|URL|answer|array|boolean|file|function|hook|key|list|number|object|stage|string|text|verdict|proof|tag)\b(?! (?:that|which|to|at|for|in|on|yet|any))/,
    breaks: 'the value is no JSON',
    keeps: 'there is no file to read, and the value is not JSON',
  },
  'an own link': {
    write: 'their own link, a custom domain',
    avoid: /\b[Aa]n own\b/,
    breaks: 'each reviewer gets an own link',
    keeps: 'each reviewer gets their own link',
  },
  stands: {
    write: 'is, is stored',
    avoid: /\b(?:stands?|stood) (?:in(?! for)|at|on|beside|behind|there|here|first|elsewhere)\b(?!-in)/,
    breaks: 'what stands in the log',
    keeps: 'a stand-in for the client stands in for Lambda',
  },
  lies: {
    write: 'is, is stored',
    avoid:
      /\blies (?:in|on|at|elsewhere|there|behind|beside|between|below)\b|\blying (?:in|at|on)\b|\blay (?:in|at|there)\b/,
    breaks: 'the decision lies in the bucket',
    keeps: 'the fault `lying` replaces the answer',
  },
  borne: {
    write: 'tolerate',
    avoid: /\bborne\b|\bbears (?:a|an|the|up|no)\b/,
    breaks: '10 in a row are borne',
    keeps: 'up to 10 in a row',
  },
  mend: {
    write: 'fix',
    avoid: /\bmend(?:s|ed|ing)?\b/,
    breaks: 'until it is mended',
    keeps: 'we recommend to fix it',
  },
  told: {
    write: 'reports, returns, notifies; distinguish',
    avoid:
      /\b(?:is|are|was|were|be|been|being) told\b|\btells? (?:from|apart)\b|\btells (?:which|what|whether|why|where|how|of)\b|\b(?:when|if|unless|as|than) told\b|\btold (?:so|otherwise)\b/,
    breaks: 'reviewers are told what was decided',
    keeps: 'the log reports what was decided',
  },
  besides: { write: 'in addition', avoid: /\b[Bb]esides\b/, breaks: 'Besides:', keeps: 'beside the point' },
  anew: { write: 'again', avoid: /\banew\b/, breaks: 'deploy anew', keeps: 'a new deployment' },
  'for ever': {
    write: 'forever, permanently',
    avoid: /\bfor ever\b/,
    breaks: 'waits for ever',
    keeps: 'waits forever',
  },
  'in the place of': {
    write: 'instead of',
    avoid: /\bin the place of\b|\bin place of\b/,
    breaks: 'a URL in the place of the file',
    keeps: 'a URL instead of the file; the tree is updated in place',
  },
  'time-out': {
    write: 'timeout',
    avoid: /\b[Tt]ime-outs?\b/,
    breaks: 'the time-out of a hook',
    keeps: 'the timeout of a hook',
  },
  'per cent': { write: 'percent', avoid: /\bper cent\b/, breaks: 'a few per cent', keeps: 'a few percent' },
  'so many times': {
    write: 'this many',
    avoid: /\bso many (?:times|minutes|seconds|hours|tasks)\b/,
    breaks: 'so many times as fast',
    keeps: 'this many times faster',
  },
  whoever: {
    write: 'anybody who, or the person',
    avoid:
      /\b[Ww]hoever\b|(?:^|[:;] |[a-z]\. )[Ww]ho (?:must|does so|deploys|votes|uploads|waits|takes|listens)\b(?![^.]*\?)/,
    breaks: 'Whoever may write to the bucket may decide',
    keeps: 'anybody may write to the bucket',
  },
  'comes about': {
    write: 'happens',
    avoid: /\b(?:comes?|came|coming) about\b/,
    breaks: 'until something comes about',
    keeps: 'until a condition is met',
  },
  'what came of': {
    write: 'the result of',
    avoid: /\bwhat (?:came|comes|became) of\b/,
    breaks: 'shows what came of it',
    keeps: 'shows the result',
  },
  'a text': {
    write: 'string',
    avoid: /\b[Aa] text\b(?! (?:file|node|editor|field|area|block|report|alternative))|\blist of texts\b/,
    breaks: 'expected a text',
    keeps: 'expected a string, or a text file',
  },
  'to be had': {
    write: 'available',
    avoid: /\bto be had\b|\b(?:can|could) ?not be had\b/,
    breaks: 'the emulator is not to be had here',
    keeps: 'the emulator is not available here',
  },
  'in peace': { write: 'undisturbed', avoid: /\b[Ii]n peace\b/, breaks: 'in peace it closes all', keeps: 'in place' },
  'be it': {
    write: 'whether it is',
    avoid: /, be it\b/,
    breaks: 'ignored, be it by its ARN',
    keeps: 'it may be it',
  },
  'could not look': {
    write: 'could not check',
    avoid: /\b(?:could|can) ?not look\b/,
    breaks: 'the hook could not look',
    keeps: 'the hook could not check',
  },
  whatever: {
    write: 'no matter what, any',
    avoid: /\b[Ww]hatever\b/,
    breaks: 'is refused, whatever it says',
    keeps: 'is refused, no matter what it says',
  },
  'where for if': {
    write: 'only if, even if',
    avoid: /\b(?:only|even|also|but) where\b/,
    breaks: 'answers SUCCEEDED only where an approval is stored',
    keeps: 'says that there is none, and where',
  },
  'all the same': {
    write: 'anyway, still',
    avoid: /(?<!\b(?:are|were|is|be) )\ball the same\b/,
    breaks: 'people are asked all the same',
    keeps: 'the answers are all the same',
  },
  'taken for': {
    write: 'treat as, mistake for',
    avoid:
      /\b(?:is|are|was|were|not|never|be) taken for\b|\b(?:takes?|took) (?:it|them|this|that|nothing|what \w+) for (?:an?|the)\b/,
    breaks: 'an unknown state is not taken for OK',
    keeps: 'it takes 5 minutes for the tasks to start',
  },
  'is none': {
    write: 'is not one, is invalid',
    avoid: /\b(?:that|which) (?:is|are) none\b/,
    breaks: 'a URL that is none',
    keeps: 'why there is none',
  },
  'but for': {
    write: 'except',
    avoid: /\bbut for\b/,
    breaks: 'everything but for the ids',
    keeps: 'not for one, but also for two',
  },
  'take off': {
    write: 'remove',
    avoid: /\b(?:takes?|took|taken|taking) (?:\w+ ){0,2}off\b/,
    breaks: 'takes the hook off the list',
    keeps: 'removes the hook from the list',
  },
  'go on': {
    write: 'continue',
    avoid: /\b(?:goes|went|go|gone) on\b(?! to)/,
    breaks: 'goes on as before',
    keeps: 'goes on to production, and continues',
  },
  beside: {
    write: 'next to, in addition to',
    avoid: /\bbeside (?:an? |the (?!point)|its? |`)/,
    breaks: 'a pause beside a check',
    keeps: 'a pause next to a check',
  },
  'also if': {
    write: 'even if, even after',
    avoid: /, also (?:if|when|after|while|without|during)\b/,
    breaks: 'ECS gets ROLLBACK, also if nobody decides',
    keeps: 'it ends with 1, and with --strict also if a hook was never called',
  },
  '-ise': {
    write: '-ize: recognize, synthesized, initialization',
    avoid:
      /(?:authori|capitali|customi|initiali|minimi|normali|organi|prioriti|recogni|standardi|summari|synthesi)s(?:e|ing)|(?:initiali|normali|standardi)sation/i,
    breaks: 'the desk recognises a vote',
    keeps: 'the desk recognizes a vote at the synthesis',
  },
  'American spelling': {
    write: 'behaviour, colour, neighbour, judgement, cancelled, towards; misspelled',
    avoid:
      /(?<!-)\b(?:[Bb]ehaviors?|[Nn]eighbors?|[Cc]olored|[Cc]ancel(?:ed|ing)|[Jj]udgment|[Tt]oward|[Mm]isspelt)\b(?!:)|\b(?:an?|[Aa]nother|[Tt]he|in|of) colors?\b/,
    breaks: 'the color of the outcome',
    keeps: 'the colour of the outcome, and scroll-behavior in a style',
  },
};

type Line = { path: string; number: number; text: string };

const project = fileURLToPath(new URL('..', import.meta.url));

function linesOf(path: string): Line[] {
  const text = readFileSync(`${project}${path}`, 'utf8');
  return text.split('\n').map((text, index) => ({ path, number: index + 1, text }));
}

/** Without fenced code and code spans, which quote programs. */
function proseOf(path: string): Line[] {
  let inFence = false;
  return linesOf(path).map((line) => {
    const isFence = /^\s*(?:`{3,}|~{3,})/.test(line.text);
    if (isFence) inFence = !inFence;
    return { ...line, text: isFence || inFence ? '' : line.text.replaceAll(/`[^`]*`/g, '``') };
  });
}

/** What breaks a rule, as `file:line the line (write …)`. */
function findBroken(lines: readonly Line[], broken = Object.values(rules)): string[] {
  return lines.flatMap(({ path, number, text }) =>
    broken
      .filter(({ avoid }) => avoid.test(text))
      .map(({ write }) => `${path}:${number} write "${write}": ${text.trim()}`),
  );
}

/** The list of words itself. */
function isWordList({ path, text }: Line): boolean {
  return path === 'CONTRIBUTING.md' && text.startsWith('| ');
}

function find(pattern: string): string[] {
  return globSync(pattern, { cwd: project, exclude: ['**/node_modules/**', '.cache/**', 'site/**'] })
    .map((path) => path.replaceAll('\\', '/'))
    .sort();
}

describe('plain English', () => {
  test('is what the Markdown pages have', () => {
    const pages = [
      '*.md',
      'docs/**/*.md',
      'src/**/*.md',
      'examples/**/*.md',
      'serverless-repo/*.md',
      'tools/python/*.md',
    ];
    const paths = pages.flatMap(find).filter((path) => !path.includes('node_modules'));

    expect(paths).toEqual(expect.arrayContaining(['README.md', 'docs/attach.md', 'src/controller/BEHAVIOUR.md']));
    expect(findBroken(paths.flatMap(proseOf).filter((line) => !isWordList(line)))).toEqual([]);
  });
});

describe('plain English in the code', () => {
  const patterns = [
    'src/**/*.ts',
    'scripts/**/*.ts',
    'bench/**/*.ts',
    'examples/**/*.{ts,yaml,tf}',
    '*.yaml',
    'tools/mutants/*.json',
  ];
  const lines = patterns.flatMap(find).flatMap(linesOf);

  test('is what strings and comments have', () => {
    expect(lines.length).toBeGreaterThan(1000);
    expect(findBroken(lines)).toEqual([]);
  });

  test('is what the tests have, in their titles and comments too', () => {
    const tests = find('test/**/*.ts')
      .filter((path) => path !== 'test/english.test.ts')
      .flatMap(linesOf);

    expect(tests.length).toBeGreaterThan(1000);
    expect(findBroken(tests)).toEqual([]);
  });
});

describe('the rules', () => {
  test.each(Object.entries(rules))('"%s" is found where it is used, and nowhere else', (_name, rule) => {
    expect(findBroken([{ path: 'a.md', number: 1, text: rule.breaks }], [rule])).toHaveLength(1);
    expect(findBroken([{ path: 'a.md', number: 1, text: rule.keeps }], [rule])).toEqual([]);
  });

  test('every line that keeps its rule keeps all the others', () => {
    const every = Object.values(rules);
    const lines = every.map(({ keeps }, index) => ({ path: 'a.md', number: index + 1, text: keeps }));

    expect(findBroken(lines, every)).toEqual([]);
  });
});
