const byEnding: Readonly<Record<string, string>> = {
  ts: 'typescript',
  mts: 'typescript',
  cts: 'typescript',
  tsx: 'tsx',
  js: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  jsx: 'javascript',
  py: 'python',
  pyi: 'python',
  go: 'go',
  rs: 'rust',
  java: 'java',
  rb: 'ruby',
  php: 'php',
  cs: 'c-sharp',
  c: 'c',
  h: 'c',
  cc: 'cpp',
  cpp: 'cpp',
  cxx: 'cpp',
  hh: 'cpp',
  hpp: 'cpp',
  sh: 'bash',
  bash: 'bash',
  zsh: 'bash',
  css: 'css',
};
const byWords: readonly (readonly [language: string, words: RegExp])[] = [
  ['go', /^(?:package \w+$|func (?:\(\w+ \*?\w+\) )?\w+\(|\t?\w+ := )/],
  ['rust', /^\s*(?:(?:pub(?:\(\w+\))? )?(?:fn|struct|enum|mod|trait|use) \w|impl[<\s]|let mut )/],
  ['python', /^\s*(?:def \w+\(.*|class \w+(?:\(.*\))?|(?:el)?if .*|for .*):$|^from [\w.]+ import |^import [\w.]+$/],
  [
    'java',
    /^\s*(?:package [\w.]+;|import (?:static )?[\w.*]+;|(?:public|private|protected) (?:static |final )*[\w<>[\]]+ \w+)/,
  ],
  ['c', /^#\s*(?:include|define|ifdef|ifndef) |^(?:static |const )?(?:int|void|char|size_t|struct \w+) \*?\w+\(/],
  [
    'typescript',
    /^\s*(?:(?:export )?(?:interface|type) \w+|(?:private|public|readonly) \w+[(:?]|import (?:type )?\{.*\} from )/,
  ],
  ['javascript', /^\s*(?:const|let|var) \w+ = |^\s*(?:module\.exports|exports\.\w+) = |require\(['"]/],
];
const fewestLines = 2;

/** The language of a file by its name; `undefined` if the name does not say. */
export function languageOfName(name: string): string | undefined {
  return byEnding[/\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? ''];
}

/** The language of most of the lines that show one. */
export function languageOfLines(lines: readonly string[]): string | undefined {
  let best: string | undefined;
  let most = fewestLines - 1;
  for (const [language, words] of byWords) {
    const count = lines.filter((line) => words.test(line)).length;
    if (count > most) {
      most = count;
      best = language;
    }
  }
  return best;
}
