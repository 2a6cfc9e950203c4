import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PNG } from 'pngjs';
import { animatedPng } from './animated-png.ts';

/**
 * `npm run screenshots`: plays the story in the browser tests, which take the screenshots, and copies them to where the README shows them. The frames of
 * the film become one animated picture.
 */

const root = resolve(fileURLToPath(import.meta.url), '../..');
const vitest = join(root, 'node_modules/.bin/vitest');
const taken = join(root, '.cache/screenshots');
const film = join(taken, 'film');
rmSync(taken, { recursive: true, force: true });
const env = { ...process.env, SCREENSHOTS: 'yes' };
const { status } = spawnSync(vitest, ['run', '--project', 'stories'], { cwd: root, env, stdio: 'inherit' });
if (status === 0) {
  const frames = readdirSync(film)
    .sort()
    .map((name) => ({
      picture: PNG.sync.read(readFileSync(join(film, name))),
      milliseconds: Number(/-(\d+)\.png$/.exec(name)?.[1]),
    }));
  writeFileSync(join(taken, 'story.png'), animatedPng(frames));
  rmSync(film, { recursive: true });
  cpSync(taken, join(root, 'docs/images'), { recursive: true });
  console.log('docs/images has the pictures of this run');
}
process.exitCode = status ?? 1;
