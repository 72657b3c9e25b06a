import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cli } from '../commands/cli.ts';
import { root } from '../sources.ts';

type Figures = {
  readonly direct: { readonly prompts: readonly number[] };
  readonly proxied: { readonly prompts: readonly number[] };
  readonly outputs: readonly { readonly call: string }[];
};
const script = pathToFileURL(path.join(root, 'scripts', 'demo-picture.mjs')).href;
const { drawDemo } = (await import(script)) as { drawDemo(figures: Figures): string };

/** The names of the elements of an XML text in their order; throws where it is not well-formed. */
function elementsOf(xml: string): readonly string[] {
  const names: string[] = [];
  const open: string[] = [];
  const rest = xml.replaceAll(/<(\/?)([a-z]+)((?: [a-zA-Z][\w:-]*="[^"<&]*")*) ?(\/?)>/g, (_, end, name, __, alone) => {
    if (end === '') names.push(name);
    if (end !== '') expect(open.pop()).toBe(name);
    else if (alone === '') open.push(name);
    return '';
  });
  expect(open).toEqual([]);
  expect(rest.replaceAll(/&(?:amp|lt|gt);/g, '')).not.toMatch(/[<&]/);
  return names;
}

describe('the picture of the demonstration', () => {
  const picture = readFileSync(path.join(root, 'docs', 'demo.svg'), 'utf8');
  let home: string;
  beforeAll(() => {
    home = mkdtempSync(path.join(tmpdir(), 'headroom-picture-'));
  });
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  it('is the one that today’s figures give; otherwise: npm run build && node scripts/picture.mjs', async () => {
    const { code, stdout } = await cli(['demo', '--json'], { env: { HEADROOM_HOME: home } });
    expect(code).toBe(0);
    const figures = JSON.parse(stdout.toString('utf8')) as Figures & { readonly requests: number };
    expect(figures.proxied.prompts).toHaveLength(figures.requests);
    expect(drawDemo(figures)).toBe(picture);
  });

  it('is part of what is installed', () => {
    const { files } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
      readonly files: readonly string[];
    };
    expect(files).toContain('docs');
  });

  it('is well-formed, tells its figures to those who cannot see it, and suits dark surroundings', () => {
    const elements = elementsOf(picture);
    expect(elements.slice(0, 3)).toEqual(['svg', 'title', 'desc']);
    expect(elements.filter((name) => name === 'polyline')).toHaveLength(2);
    expect(picture).toMatch(/^<svg [^>]*role="img" aria-labelledby="title desc">/);
    expect(picture).toMatch(/<desc id="desc">[^<]*\d,\d{3} tokens without headroom and \d+,\d{3} with it/);
    expect(picture).toContain('@media (prefers-color-scheme: dark)');
  });

  it('shows each request at its size, and lower where it is smaller', () => {
    const figures = { direct: { prompts: [1000, 3000, 9000] }, proxied: { prompts: [1000, 2000, 3000] } };
    const drawn = drawDemo({ ...figures, outputs: [{ call: 'npm run build 2>&1' }, { call: 'a<b>&c' }] });
    const curves = Array.from(drawn.matchAll(/<polyline [^>]*points="([^"]+)"/g), ([, points]) =>
      (points as string).split(' ').map((point) => point.split(',').map(Number)),
    );
    const heights = curves.map((points) => points.map(([, y]) => y as number));
    const [zero, thousand] = [heights[1]?.[0], heights[1]?.[1]] as [number, number];
    const each = zero - thousand;
    for (const [curve, { prompts }] of [figures.direct, figures.proxied].entries())
      for (const [index, tokens] of prompts.entries())
        expect(heights[curve]?.[index]).toBeCloseTo(zero - (each * (tokens - 1000)) / 1000, 0);
    expect(drawn).toContain('>npm run build</text>');
    expect(drawn).toContain('>3,000, 67 % less</text>');
    expect(elementsOf(drawn)[0]).toBe('svg');
  });

  it('would find what is not well-formed', () => {
    for (const broken of ['<svg><g></svg>', '<svg>a & b</svg>', '<svg a=b></svg>', '<svg>'])
      expect(() => elementsOf(broken), broken).toThrow();
  });
});
