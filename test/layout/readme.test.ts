import { access, readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { helpOf } from '../support/help.js';

const root = new URL('../../', import.meta.url);
const read = (name: string) => readFile(new URL(name, root), 'utf8');
const markdownIn = async (folder: string) =>
  (await readdir(new URL(folder, root), { recursive: true }))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}${name}`);

const pages = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...(await markdownIn('docs/'))];
const texts = new Map(await Promise.all(pages.map(async (page) => [page, await read(page)] as const)));

/** Lines of fenced blocks, and inline code outside them. */
function codeIn(text: string): { lines: string[]; spans: string[] } {
  const fence = /^```[^\n]*\n(.*?)^```$/gms;
  return {
    lines: [...text.matchAll(fence)].flatMap(([, block]) => block!.split('\n')),
    spans: [...text.replace(fence, '').matchAll(/`([^`\n]+)`/g)].map(([, span]) => span!),
  };
}

describe('the documentation', async () => {
  const help = await helpOf();
  const known = new Set([...help.matchAll(/^ {2}([a-z]+) /gm)].map(([, command]) => command!));
  const mentions = [...texts].flatMap(([page, text]) => {
    const { lines, spans } = codeIn(text);
    const called = [...lines, ...spans].flatMap((line) =>
      [...line.matchAll(/(?:^|[\s(])(?:bin\/)?honeyburst(?:\.js)? (?:-- )?([a-z]+)((?: [^#&;]*)?)/g)].map(
        ([, command, rest]) => ({ page, command: command!, rest: rest! }),
      ),
    );
    // Within a sentence a command is named without the program.
    const named = spans.flatMap((span) => {
      const [, command = '', rest = ''] = /^([a-z]+)( .*)?$/.exec(span) ?? [];
      return known.has(command) ? [{ page, command, rest }] : [];
    });
    return [...called, ...named];
  });

  it('names only commands that exist', () => {
    expect(new Set(mentions.map(({ command }) => command)).size).toBeGreaterThan(15);
    expect(mentions.filter(({ command }) => !known.has(command))).toEqual([]);
  });

  it('names only options that their command has', async () => {
    const withOptions = mentions.filter(({ rest }) => rest.includes(' --'));
    expect(withOptions.length).toBeGreaterThan(30);
    for (const { page, command, rest } of withOptions) {
      const own = await helpOf(command);
      const [, subcommand] = /^ ([a-z]+)/.exec(rest) ?? [];
      const isGroup = subcommand !== undefined && new RegExp(`^ {2}${subcommand}\\b`, 'm').test(own);
      const text = isGroup ? await helpOf(command, subcommand) : own;
      for (const [option] of rest.matchAll(/--[a-z][a-z0-9-]*/g)) {
        expect(text, `${page}: ${command}${rest}`).toMatch(new RegExp(`${option}\\b(?!-)`));
      }
    }
  });

  it('names only npm scripts that exist', async () => {
    const { scripts } = JSON.parse(await read('package.json')) as { scripts: Record<string, string> };
    const run = [...texts].flatMap(([page, text]) =>
      [...text.matchAll(/npm run (?:--silent )?([a-z:]+)/g)].map(([, script]) => ({ page, script: script! })),
    );
    expect(run.length).toBeGreaterThan(10);
    expect(run.filter(({ script }) => !Object.hasOwn(scripts, script))).toEqual([]);
  });

  it('links only to files and headings that exist', async () => {
    const broken: string[] = [];
    let count = 0;
    for (const [page, text] of texts) {
      for (const [, target] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
        if (/^https?:/.test(target!)) continue;
        count++;
        const [path, anchor] = target!.split('#') as [string, string | undefined];
        const url = path === '' ? new URL(page, root) : new URL(path, new URL(page, root));
        const exists = await access(url).then(
          () => true,
          () => false,
        );
        if (!exists || (anchor && !headingsOf(await readFile(url, 'utf8')).has(anchor))) {
          broken.push(`${page}: ${target}`);
        }
      }
    }
    expect(count).toBeGreaterThan(50);
    expect(broken).toEqual([]);
  });
});

it('the README is short', () => {
  expect(texts.get('README.md')!.trimEnd().split('\n').length).toBeLessThanOrEqual(150);
});

/** The anchors that GitHub gives to headings. */
function headingsOf(markdown: string): Set<string> {
  const headings = [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading!);
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}
