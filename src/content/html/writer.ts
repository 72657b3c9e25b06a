/** A block of Markdown: its lines, and whether it follows the previous one without an empty line. */
type BlockOut = { readonly lines: readonly string[]; readonly tight: boolean };

/** Text that was written on one line, and the white space around it: a space or nothing. */
export type Captured = { readonly text: string; readonly before: string; readonly after: string };

/** Collects inline text and blocks, and joins them to markdown. */
export type Writer = {
  /** Adds text to the block that is being written. */
  readonly inline: (text: string) => void;
  /** The last character of the block that is being written; `''` at its start. */
  readonly last: () => string;
  /** Ends the block that is being written; `shape` formats each of its lines. */
  readonly flush: (shape?: 'heading' | 'tight', mark?: string) => void;
  /** Adds lines as they are, as a block of their own, instead of the last one where `replace` is set. */
  readonly block: (lines: readonly string[], replace?: boolean) => void;
  /** Indents everything that is written inside; `marker` precedes the first line. */
  readonly inside: (indent: string, marker: string, write: () => void) => void;
  /** Returns what is written inside, on one line, instead of adding it to the blocks. */
  readonly capture: (write: () => void) => Captured;
  /** Blocks that are finished. */
  readonly size: () => number;
  readonly toText: () => string;
};

const wide = /[ \t\u00a0]{3,}/g;

/** Creates an empty writer. */
export function createWriter(): Writer {
  let blocks: BlockOut[] = [];
  let parts: string[] = [];
  let lastChar = '';
  let indent = '';
  let marker = '';
  const push = (lines: readonly string[], tight: boolean) => {
    if (lines.length === 0) return;
    const first = marker === '' ? indent : indent.slice(0, indent.length - marker.length) + marker;
    const isItem = marker !== '';
    marker = '';
    blocks.push({ lines: lines.map((line, index) => (index === 0 ? first : indent) + line), tight: tight || isItem });
  };
  const inline = (text: string) => {
    if (text === '') return;
    parts.push(text);
    lastChar = text.at(-1) as string;
  };
  const flush: Writer['flush'] = (shape, mark = '') => {
    if (parts.length === 0) return;
    const lines = tidy(parts.join(''));
    parts = [];
    lastChar = '';
    if (lines.length === 0) return;
    if (shape === 'heading') push([mark + lines.join(' ')], false);
    else push(mark === '' ? lines : [mark + lines[0], ...lines.slice(1)], shape === 'tight');
  };
  const capture = (write: () => void): Captured => {
    const saved = { blocks, parts, lastChar, indent, marker };
    blocks = [];
    parts = [];
    lastChar = indent = marker = '';
    write();
    const [head, tail] = [parts[0], parts.at(-1)];
    flush();
    const text = blocks.map(({ lines }) => lines.map((line) => line.trim()).join(' ')).join(' ');
    ({ blocks, parts, lastChar, indent, marker } = saved);
    return { text, before: /^\s/.test(head ?? '') ? ' ' : '', after: /\s$/.test(tail ?? '') ? ' ' : '' };
  };
  const inside: Writer['inside'] = (deeper, with_, write) => {
    const saved = { indent, marker };
    indent += deeper;
    marker = with_;
    write();
    flush();
    indent = saved.indent;
    marker = marker === with_ ? saved.marker : '';
  };
  return {
    inline,
    last: () => lastChar,
    flush,
    block: (lines, replace) => {
      flush();
      if (replace === true) blocks.pop();
      push(lines, false);
    },
    inside,
    capture,
    size: () => blocks.length,
    toText: () => joinBlocks(blocks),
  };
}

/** Lines without indentation, without empty ones, and without the gaps of aligned markup. */
function tidy(text: string): string[] {
  const lines: string[] = [];
  for (const line of text.split('\n')) {
    const bare = line.trim();
    if (bare !== '') lines.push(bare.replace(wide, ' ').replaceAll('\u00a0', ' '));
  }
  return lines;
}

function joinBlocks(blocks: readonly BlockOut[]): string {
  const out: string[] = [];
  for (const [index, { lines, tight }] of blocks.entries()) {
    if (index > 0 && !(tight && (blocks[index - 1] as BlockOut).tight)) out.push('');
    for (const line of lines) out.push(line);
  }
  return out.join('\n');
}
