import { describe, expect, it } from 'vitest';
import { entriesCodec } from '../../../src/content/search/entries.ts';
import { listingCodec } from '../../../src/content/search/listing.ts';
import { longListingCodec } from '../../../src/content/search/long-listing.ts';
import { namesCodec } from '../../../src/content/search/names.ts';
import { treeCodec } from '../../../src/content/search/tree.ts';

describe('listings', () => {
  it('write what is said of paths below their folders, and of entries once', () => {
    const counts = [
      '   12 src/content/search/hits.ts',
      ' 1234 src/content/search/omit.ts',
      '   40 src/content/diff/omit.ts',
      '    7 src/content/diff/diff.ts',
      ' 1293 total',
      '',
    ];
    expect(entriesCodec.encode(counts.join('\n'))?.split('\n')).toEqual([
      '[headroom: lossless, paths grouped by folder; numbers padded to 5]',
      'src/content/search/:',
      '12 hits.ts',
      '1234 omit.ts',
      'src/content/diff/:',
      '40 omit.ts',
      '7 diff.ts',
      ':',
      '1293 total',
      '',
    ]);
    const long = [
      'total 8',
      'drwxr-xr-x 18 ann  staff 4096 Nov 21 15:43 .',
      ...Array.from(
        { length: 6 },
        (_, index) => `-rw-r--r--  1 ann  staff  ${(index + 1) * 111} Nov 21 15:43 file${index}.ts`,
      ),
      'drwxr-xr-x  2 root staff 4096 Jan  3  2025 lib',
    ];
    expect(longListingCodec.encode(long.join('\n'))?.split('\n').slice(0, 4)).toEqual([
      'total 8',
      '[headroom: lossless, ls -l without -rw-r--r-- 1 ann staff before files and drwxr-xr-x 18 ann staff before folders, which begin with d]',
      'd 4096 Nov 21 15:43 .',
      '111 Nov 21 15:43 file0.ts',
    ]);
  });

  it('draw trees by indentation and put names in rows', () => {
    const tree = [
      '.',
      '├── src',
      '│   ├── a.c',
      '│   └── lib',
      '│       └── b.c',
      '└── test',
      '    └── long name of a file in the tree',
      '        └── x',
      '',
      '3 files',
    ];
    expect(treeCodec.encode(tree.join('\n'))?.split('\n')).toEqual([
      '.',
      '[headroom: lossless, tree drawn by indentation: 7 entries]',
      'src',
      '  a.c',
      '  lib',
      '    b.c',
      'test',
      '  long name of a file in the tree',
      '    x',
      '',
      '3 files',
    ]);
    const noBreak = tree.map((line) => line.replaceAll('│   ', '│\u00a0\u00a0 ')).join('\n');
    expect(treeCodec.decode(treeCodec.encode(noBreak) as string)).toBe(noBreak);
    const names = [
      'src:',
      ...Array.from({ length: 12 }, (_, index) => `file-${index}.ts`),
      '',
      'test:',
      'a b.ts',
      'c.ts',
    ];
    expect(namesCodec.encode(names.join('\n'))?.split('\n')).toEqual([
      'src:',
      '[headroom: lossless, names side by side; an indented line is one entry]',
      'file-0.ts file-1.ts file-2.ts file-3.ts file-4.ts file-5.ts file-6.ts file-7.ts file-8.ts file-9.ts',
      'file-10.ts file-11.ts',
      '',
      'test:',
      ' a b.ts',
      'c.ts',
    ]);
  });

  it('group paths by folder', () => {
    const source = [
      './src/app/main.ts',
      './src/app/view.ts',
      './src/app/state.ts',
      './src/lib/one.ts',
      './src/lib/two.ts',
      './README.md',
      '',
    ]
      .join('\n')
      .repeat(4);
    const form = listingCodec.encode(source) as string;
    expect(form.split('\n').slice(0, 9)).toEqual([
      '[headroom: lossless, paths grouped by folder, names side by side]',
      './src/app/:',
      'main.ts view.ts state.ts',
      './src/lib/:',
      'one.ts two.ts',
      './:',
      'README.md',
      './src/app/:',
      'main.ts view.ts state.ts',
    ]);
    expect(listingCodec.decode(form)).toBe(source);
  });

  it('take no calls that name paths for paths', () => {
    const calls = Array.from(
      { length: 40 },
      (_, index) => `openat(AT_FDCWD,"/usr/lib/x86_64/lib${index}.so",O_RDONLY|O_CLOEXEC)=${index}`,
    );
    const others = calls.map((_, index) => `load("/usr/lib/x86_64/lib${index}.so");`);
    for (const lines of [calls, others]) expect(listingCodec.encode(`${lines.join('\n')}\n`)).toBeUndefined();
    const routes = calls.map((_, index) => `app/(main)/[id]/page${index}.tsx`);
    expect(listingCodec.encode(`${routes.join('\n')}\n`)?.split('\n')[1]).toBe('app/(main)/[id]/:');
  });
});
