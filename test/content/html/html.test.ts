import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { htmlCompressor } from '../../../src/content/html/html.ts';
import { noticeHandles } from '../../../src/content/marker.ts';
import { handle, inputOf } from './input.ts';

const filler =
  '<p>The dam was built in 1932 and holds water for the three towns below it, as the records of the county show.</p>\n';

function page(body: string, head = ''): string {
  return `<!doctype html>\n<html>\n<head>${head}<style>.a { color: red }</style></head>\n<body>\n${body}\n${filler.repeat(4)}</body>\n</html>\n`;
}

function shown(body: string, head?: string): string {
  return htmlCompressor.compress(inputOf(page(body, head)))[0]?.text ?? '';
}

const menu = `<nav><ul>${['Home', 'Products', 'Pricing', 'Blog', 'About', 'Jobs'].map((name) => `<li><a href="/${name}">${name}</a></li>`).join('\n')}</ul></nav>`;

describe('a page as markdown', () => {
  it('keeps headings, lists, links, code and tables', () => {
    const text = shown(`
<h2>Setup</h2>
<ul><li>First <a href="/one?a=1&amp;b=2">step</a><ol start="3"><li>inner</li></ol></li><li>Second</li></ul>
<p>Call <code>run()</code> twice.</p>
<pre><code class="language-sh">$ npm  test
  ok &amp; done</code></pre>
<table><tr><th>Name</th><th>Value</th></tr><tr><td>a|b</td><td>1</td></tr></table>
<blockquote><p>Quoted words.</p></blockquote>`);
    for (const part of [
      '## Setup\n',
      '- First [step](/one?a=1&b=2)\n  3. inner\n- Second\n',
      'Call `run()` twice.',
      '```sh\n$ npm  test\n  ok & done\n```',
      '| Name | Value |\n|-|-|\n| a\\|b | 1 |',
      '> Quoted words.',
    ])
      expect(text).toContain(part);
  });

  it('leaves out scripts, styles, comments, hidden parts and templates', () => {
    const text = shown(
      '<script>var secret = 1</script><!-- note --><div hidden>gone1</div><p style="display: none">gone2</p><template>gone3</template><p>stays</p>',
    );
    expect(text).toContain('stays');
    for (const gone of ['secret', 'note', 'gone1', 'gone2', 'gone3', 'color: red']) expect(text).not.toContain(gone);
  });

  it('says in place how many links of a menu are left out, and of which lines', () => {
    expect(shown(menu)).toContain('[headroom: navigation of 6 links left out, lines 5-10]');
  });

  it('numbers lines from the top of the whole output where the page is a section of one', () => {
    const [form] = htmlCompressor.compress(inputOf(page(menu), { linesAbove: 100 }));
    expect(form?.text).toContain('navigation of 6 links left out, lines 105-110]');
  });

  it('offers gentler forms in which the menu stays, and then hidden text', () => {
    const forms = htmlCompressor.compress(inputOf(page(`${menu}<div hidden>hint for later</div>`)));
    expect(forms.map(({ text }) => [text.includes('[Pricing](/Pricing)'), text.includes('hint for later')])).toEqual([
      [false, false],
      [true, false],
      [true, true],
    ]);
    expect(forms.every(({ fidelity }) => fidelity === 'lossy')).toBe(true);
  });

  it('keeps a page whose links are its content', () => {
    const names = Array.from({ length: 40 }, (_, index) => `release-${index}.tar.gz`);
    const list = names.map((name) => `<a href="${name}">${name}</a>`).join('<br>\n');
    const text = `<html><head><title>Index</title></head><body><h1>Index of /pub</h1>\n${list}\n</body></html>`;
    const form = htmlCompressor.compress(inputOf(text))[0]?.text ?? '';
    for (const name of names) expect(form).toContain(name);
  });

  it('keeps text in a footer or a form: only links are navigation', () => {
    expect(shown('<footer><p>Call 555-0100 when the alarm sounds.</p></footer>')).toContain('Call 555-0100 when');
  });

  it('tells title, description and linked data first, each value once', () => {
    const linked = JSON.stringify({
      '@type': 'Article',
      headline: 'Dams',
      author: { name: 'A. Ortiz' },
      datePublished: '2021-03-04',
    });
    const text = shown(
      '<h1>Dams</h1>',
      `<link rel="canonical" href="https://dams.example/one"><meta name="description" content="On dams &amp; locks"><title>Dams</title><script type="application/ld+json">${linked}</script>`,
    );
    expect(text.split('\n').slice(0, 5)).toEqual([
      'title: Dams',
      'address: https://dams.example/one',
      'description: On dams & locks',
      'datePublished: 2021-03-04',
      'author: A. Ortiz',
    ]);
  });

  it('does not let words, numbers or links run together', () => {
    const text = shown(
      '<p>10<sup>9</sup> items,<a href="/x"> see</a> <a href="/y">all</a><a href="/z">more</a>: <b>un</b>der.</p>',
    );
    expect(text).toContain('10^9 items, [see](/x) [all](/y) [more](/z): under.');
  });

  it('writes where a link leads only once, and not where it leads within the page', () => {
    const text = shown('<p><a href="/x">one</a>, <a href="/x">one</a>, <a href="#top">two</a><a href="#p">¶</a>.</p>');
    expect(text).toContain('[one](/x), one, two.');
  });

  it('reads tables that arrange a page as blocks', () => {
    const text = shown(
      '<table><tr><td><h2>Left</h2><ul><li>a</li></ul></td><td><table><tr><td>deep</td></tr></table></td></tr></table>',
    );
    expect(text).toContain('## Left\n\n- a\n');
    expect(text).not.toContain('|');
  });

  it('fills cells that span columns and rows', () => {
    const text = shown(
      '<table><tr><th colspan=2>A</th><th>B</th></tr><tr><td rowspan=2>1</td><td>2</td><td>3</td></tr><tr><td>4</td><td>5</td></tr></table>',
    );
    expect(text).toContain('| A |  | B |\n|-|-|-|\n| 1 | 2 | 3 |\n|  | 4 | 5 |');
  });

  it('keeps what a client or another command printed around the page', () => {
    const text = `HTTP/1.1 200 OK\nServer: x & y\n\n${page('<p>body</p>')}exit 0\n`;
    const form = htmlCompressor.compress(inputOf(text))[0]?.text ?? '';
    expect(form.startsWith('HTTP/1.1 200 OK\nServer: x & y\n\n')).toBe(true);
    expect(form).toContain('\nexit 0\n[headroom: page shown as markdown');
  });

  it('keeps the line of a client that cut the middle out, and nothing of the script that was cut in two', () => {
    const whole = page(
      `<p>above</p>\n<script>\nlet a = "<p>";\n... [1234 lines truncated] ...\nlet b = "<i>";\n</script>\n<p>below</p>`,
    );
    const text = htmlCompressor.compress(inputOf(whole))[0]?.text ?? '';
    expect(text).toMatch(/above\n\.\.\. \[1234 lines truncated\] \.\.\.\nbelow\n/);
    expect(text).not.toContain('let ');
  });

  it('finds the end of a page behind letters that grow when they become small', () => {
    const text = `${page(`<p>${'İ'.repeat(300)} Ankara</p>`)}exit 0\n`;
    expect(htmlCompressor.compress(inputOf(text))[0]?.text).toContain('\nexit 0\n[headroom: page');
  });

  it('reads the end of a page as a page, whatever it was taken for', () => {
    const rows = Array.from(
      { length: 30 },
      (_, index) => `<tr>\n<td class="name">mill ${index}</td>\n<td>${index * 3}</td>\n</tr>`,
    );
    const text = `lign="left">\n${rows.join('\n')}\n</table>\n${filler.repeat(6)}</body>\n</html>\n`;
    expect(htmlCompressor.compress(inputOf(text))[0]?.text).toContain('The dam was built');
  });

  it('leaves documents with some tags in them to others', () => {
    const text = `# Mill\n\n<p align="center">\n<img src="x.png">\n</p>\n\n${'The mill stands where it stood.\n'.repeat(60)}`;
    expect(htmlCompressor.compress(inputOf(text))).toEqual([]);
  });

  it('ends with one notice that counts the lines of which text is shown and names the handle', () => {
    const form = shown('<p>body</p>\n<script>\n1\n2\n</script>');
    expect(form.trimEnd().split('\n').at(-1)).toBe(
      `[headroom: page shown as markdown, text of 5 of 15 lines; headroom retrieve hash=${handle}]`,
    );
    expect(noticeHandles(form)).toEqual([handle]);
  });
});

describe('pages that are left alone', () => {
  it('an app shell without text', () => {
    const shell = `<!doctype html><html><head><title>App</title><script>${'x'.repeat(5000)}</script></head><body><div id="root"></div></body></html>`;
    expect(htmlCompressor.compress(inputOf(shell))).toEqual([]);
  });

  it('a page of this machine, and one whose markup is asked for', () => {
    const call = (command: string) => ({ tool: 'Bash', input: '', command });
    const forms = (more: object) => htmlCompressor.compress(inputOf(page('<p>x</p>'), more)).length > 0;
    expect(forms({ call: call('curl -s https://example.com/docs') })).toBe(true);
    expect(forms({ call: call('curl -s http://localhost:3000/') })).toBe(false);
    expect(forms({ call: call('curl -s 127.0.0.1:8080') })).toBe(false);
    expect(forms({ asked: 'Which CSS selectors match the price?' })).toBe(false);
    expect(forms({ asked: 'Which CSS selectors match the price?', shortest: true })).toBe(true);
  });

  it('anything while nothing may be left out', () => {
    expect(htmlCompressor.compress(inputOf(page('<p>x</p>'), { lossy: false }))).toEqual([]);
  });
});

const name = fc.constantFrom(
  'p',
  'div',
  'ul',
  'ol',
  'li',
  'table',
  'tr',
  'td',
  'a',
  'pre',
  'code',
  'h2',
  'script',
  'span',
  'nav',
  'br',
);
const piece = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9 .,<>&"'=\n|`-]{1,30}$/),
  name.map((tag) => `<${tag}>`),
  name.map((tag) => `</${tag}>`),
  fc.tuple(name, fc.stringMatching(/^[a-z#/ ="']{0,20}$/)).map(([tag, rest]) => `<${tag} href="/x" ${rest}>`),
);

/** Letters and digits of a form that are text of the page: without notices, numbers of lists and where links lead. */
function lettersOf(form: string): string {
  return form.replace(/^\[headroom: .*\]$|\d+\. |\(\/x\)|<\/x>|[^A-Za-z0-9]/gm, '');
}

function isSubsequence(part: string, whole: string): boolean {
  let at = 0;
  for (const char of whole) if (char === part[at]) at++;
  return at === part.length;
}

describe('any page', () => {
  it('gives every form without failing, always the same, its text a subsequence of the page', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const text = page(pieces.join(''));
        const forms = htmlCompressor.compress(inputOf(text));
        expect(htmlCompressor.compress(inputOf(text))).toEqual(forms);
        for (const form of forms) expect(isSubsequence(lettersOf(form.text), text)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['tags that never close', '<div>'.repeat(100_000)],
    ['links in links', '<a href="x">'.repeat(100_000)],
    ['links around blocks', '<a href="x"><div>'.repeat(40_000)],
    ['lists in lists', '<ul><li>x'.repeat(30_000)],
    ['tables in tables', '<table><tr><td>'.repeat(30_000)],
    ['signs that open no tag', '<'.repeat(1_000_000)],
    ['names without an end', '<a '.repeat(500_000)],
    ['quotes without an end', '<a b="'.repeat(200_000)],
    ['a quote that holds the only end', `${'<a '.repeat(200_000)}="> "`],
    ['comments without an end', '<!--'.repeat(300_000)],
    ['scripts without an end', '<script>'.repeat(150_000)],
    ['ends of nothing', '</p>'.repeat(300_000)],
    ['one letter', 'a'.repeat(5_000_000)],
    ['spaces', ' '.repeat(3_000_000)],
    ['references without an end', '&a'.repeat(500_000)],
  ])('comes to an end for %s', (_, body) => {
    const forms = htmlCompressor.compress(inputOf(`<!doctype html><html><body>${filler.repeat(4)}${body}`));
    expect(forms.every(({ text }) => text.includes('The dam was built in 1932'))).toBe(true);
  });
});
