import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { detect } from '../../../src/content/detect.ts';
import { splitLines } from '../../../src/content/lines.ts';
import { readEvidence } from '../../../src/content/sections/evidence.ts';
import { sectionKind } from '../../../src/content/sections/kind.ts';
import { splitSections } from '../../../src/content/sections/split.ts';
import { codeText, hitsText, jsonText, listingText, logText, patchText, proseText } from './samples.ts';

const shell = (command: string) => ({ tool: 'shell', input: JSON.stringify({ command }), command });

/** Sections as `first-last kind`, the kind with `!` where a file is shown; lines from 1. */
function sectionsOf(text: string, command?: string): readonly string[] {
  const call = command === undefined ? undefined : shell(command);
  const evidence = readEvidence(call);
  const { lines } = splitLines(text);
  const told = { kind: detect(text, call).kind, searched: evidence.searches, single: evidence.single };
  return splitSections(text, call, told).map((section) => {
    const place = `${section.start + 1}-${section.end}`;
    if (section.shape === 'wrapping') return `${place} wrapping`;
    const part = `${lines.slice(section.start, section.end).join('\n')}\n`;
    const { kind, shownFile } = sectionKind(part, section, call, evidence);
    return `${place} ${kind}${shownFile ? '!' : ''}`;
  });
}

const lineCount = (text: string) => splitLines(text).lines.length;

describe('splitting what several programs printed', () => {
  it('leaves alone what is all of a kind', () => {
    for (const text of [logText, codeText, hitsText, jsonText, patchText, proseText, listingText]) {
      expect(sectionsOf(text)).toHaveLength(1);
    }
  });

  it('tells a search, a file and a patch of one command line apart, and shows the file whole', () => {
    const text = hitsText + codeText + patchText;
    const hits = lineCount(hitsText);
    const code = lineCount(codeText);
    expect(sectionsOf(text, "rg -n value src; sed -n '1,80p' src/a.ts; git diff")).toEqual([
      `1-${hits} search`,
      `${hits + 1}-${hits + code} code!`,
      `${hits + code + 1}-${hits + code + lineCount(patchText)} diff`,
    ]);
  });

  it('tells a listing from the file below it', () => {
    const listed = lineCount(listingText);
    expect(sectionsOf(listingText + codeText, 'cd x && ls -la && cat y.ts')).toEqual([
      `1-${listed} search`,
      `${listed + 1}-${listed + lineCount(codeText)} code!`,
    ]);
  });

  it('finds JSON between a preamble and a log', () => {
    const text = `deploying\nusing config a\nresponse:\n${jsonText}${logText}`;
    const json = lineCount(jsonText);
    expect(sectionsOf(text, './deploy.sh && npm test').slice(1)).toEqual([
      `4-${3 + json} json`,
      `${4 + json}-${3 + json + lineCount(logText)} log`,
    ]);
  });

  it('reads JSON that was cut as far as it goes', () => {
    const cut = `${jsonText.slice(0, Math.floor(jsonText.length * 0.7)).replace(/\n[^\n]*$/, '')}\n... 40 more lines\n`;
    const [json, ...rest] = sectionsOf(cut, 'curl -s localhost | head -c 4000');
    expect(json).toBe(`1-${lineCount(cut) - 1} json`);
    expect(rest).toEqual([`${lineCount(cut)}-${lineCount(cut)} wrapping`]);
  });

  it('parts outputs at what the command line echoes', () => {
    const text = `== a ==\n${logText}== b ==\n${proseText}`;
    const log = lineCount(logText);
    expect(sectionsOf(text, 'for f in a b; do echo "== $f =="; curl -s host/$f; done')).toEqual([
      `1-${log + 1} log`,
      `${log + 2}-${log + 2 + lineCount(proseText)} prose`,
    ]);
  });

  it('tells a test run from the file that is shown before it', () => {
    const tests = `\n> x@1.0.0 test\n> node --test\n\n${logText}`;
    const code = lineCount(codeText);
    expect(sectionsOf(codeText + tests, 'cat src/a.ts && npm test')).toEqual([
      `1-${code + 1} code!`,
      `${code + 2}-${code + lineCount(tests)} log`,
    ]);
    expect(sectionsOf(codeText + tests, 'npm test; cat src/a.ts')).toHaveLength(1);
  });

  it('takes the fields above an output and reminders in it for wrapping', () => {
    const head = 'Chunk ID: 12ab\nWall time: 0.1 seconds\nProcess exited with code 0\nOutput:\n';
    const reminder = '\n<system-reminder>\nBe careful.\n</system-reminder>\n';
    const log = lineCount(logText);
    expect(sectionsOf(head + logText + reminder, 'make')).toEqual([
      '1-4 wrapping',
      `5-${log + 4} log`,
      `${log + 5}-${log + 8} wrapping`,
    ]);
  });

  it('does not take JSON in a code block of Markdown out of its page', () => {
    const text = `${proseText}\n\`\`\`json\n${jsonText}\n\`\`\`\n${proseText}`;
    expect(sectionsOf(text, 'a; b')).toHaveLength(1);
  });

  it('does not take the words of a file for a search when no program searched', () => {
    expect(sectionsOf(hitsText + codeText, 'cat notes.md src/a.ts').every((each) => each.endsWith('!'))).toBe(true);
  });

  it('covers every line once, whatever stands there', () => {
    const parts = fc.array(
      fc.constantFrom(logText, codeText, hitsText, jsonText, patchText, proseText, 'x\n', '\n', '{\n'),
      {
        maxLength: 6,
      },
    );
    fc.assert(
      fc.property(parts, fc.string(), fc.option(fc.string(), { nil: undefined }), (pieces, tail, command) => {
        const text = pieces.join('') + tail;
        const call = command === undefined ? undefined : shell(command);
        const sections = splitSections(text, call, { kind: 'text', searched: false, single: false });
        let at = 0;
        for (const { start, end } of sections) {
          expect(start).toBe(at);
          expect(end).toBeGreaterThanOrEqual(start);
          at = end;
        }
        expect(at).toBe(splitLines(text).lines.length);
      }),
      { numRuns: 300 },
    );
  });

  it('ends on long lines, deep nesting and megabytes of one sign', () => {
    const told = { kind: 'text', searched: true, single: false } as const;
    const shapes = [
      'a',
      '{',
      '[',
      '"',
      ' ',
      '\n',
      '/',
      '-',
      '1',
      '{"a":',
      '@@ -1 +1 @@\n',
      '<system-reminder>\n',
      'a/b:1:',
      '--- ',
      '|   ',
      'a/b.ts:1: x\nfoo bar\nbaz\n',
      '│   ',
      ', ',
      '""',
      'eyJ',
      'a.b/',
    ];
    for (const shape of shapes) {
      const text = shape.repeat(Math.ceil(2_000_000 / shape.length));
      expect(splitSections(text, undefined, told).length).toBeGreaterThan(0);
      expect(detect(text).kind).toBeDefined();
    }
  });
});
