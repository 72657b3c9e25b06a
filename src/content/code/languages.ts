/** What a skeleton needs to know of a language: what its grammar calls things. */
export type CodeLanguage = {
  /** Name of its grammar. */
  readonly grammar: string;
  /** Node types that are functions, with their code in the field `body`. */
  readonly functions: ReadonlySet<string>;
  readonly comments: ReadonlySet<string>;
  /** A statement that replaces an elided body where an empty one is an error. */
  readonly filler?: string;
  /** A string that opens a body, class or file is its documentation. */
  readonly docstrings?: boolean;
};

const cLike = new Set(['comment']);
const lineAndBlock = new Set(['line_comment', 'block_comment']);
const script: Omit<CodeLanguage, 'grammar'> = {
  functions: new Set([
    'function_declaration',
    'generator_function_declaration',
    'function_expression',
    'generator_function',
    'arrow_function',
    'method_definition',
  ]),
  comments: cLike,
};

const languages = {
  javascript: { grammar: 'javascript', ...script },
  typescript: { grammar: 'typescript', ...script },
  tsx: { grammar: 'tsx', ...script },
  python: {
    grammar: 'python',
    functions: new Set(['function_definition']),
    comments: cLike,
    filler: 'pass',
    docstrings: true,
  },
  go: {
    grammar: 'go',
    functions: new Set(['function_declaration', 'method_declaration', 'func_literal']),
    comments: cLike,
  },
  rust: { grammar: 'rust', functions: new Set(['function_item', 'closure_expression']), comments: lineAndBlock },
  java: {
    grammar: 'java',
    functions: new Set([
      'method_declaration',
      'constructor_declaration',
      'compact_constructor_declaration',
      'lambda_expression',
    ]),
    comments: lineAndBlock,
  },
  cpp: { grammar: 'cpp', functions: new Set(['function_definition', 'lambda_expression']), comments: cLike },
  csharp: {
    grammar: 'c-sharp',
    functions: new Set([
      'method_declaration',
      'constructor_declaration',
      'destructor_declaration',
      'operator_declaration',
      'conversion_operator_declaration',
      'local_function_statement',
      'accessor_declaration',
      'lambda_expression',
      'anonymous_method_expression',
    ]),
    comments: cLike,
  },
  ruby: {
    grammar: 'ruby',
    functions: new Set(['method', 'singleton_method', 'do_block']),
    comments: cLike,
  },
  php: {
    grammar: 'php',
    functions: new Set(['function_definition', 'method_declaration', 'anonymous_function']),
    comments: cLike,
  },
} as const satisfies Record<string, CodeLanguage>;

const extensions: Readonly<Record<string, keyof typeof languages>> = {
  js: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  jsx: 'javascript',
  ts: 'typescript',
  mts: 'typescript',
  cts: 'typescript',
  tsx: 'tsx',
  py: 'python',
  pyi: 'python',
  go: 'go',
  rs: 'rust',
  java: 'java',
  c: 'cpp',
  h: 'cpp',
  cc: 'cpp',
  cpp: 'cpp',
  cxx: 'cpp',
  hh: 'cpp',
  hpp: 'cpp',
  cs: 'csharp',
  rb: 'ruby',
  php: 'php',
};

const fileName = /[\w@+~/\\-]\.([a-z]{1,5})(?![\w.*-])/g;

/** A program that cuts a range out of a file, with its script or its first operand. */
const cutter = /(?:^|[\s;&|(])(sed|tail|[gm]?awk|perl)\s+(?:-[a-zA-Z]+\s+)*['"]?([^'"\s]*)/g;

/** The grammars that skeletons use. */
export const grammarNames: readonly string[] = Object.values(languages).map(({ grammar }) => grammar);

/**
 * Whether a command shows files from their first line on. A request for a range inside a file wants exactly those
 * lines, and the parser would lack the lines around them.
 */
export function showsFromStart(command: string): boolean {
  return Array.from(command.matchAll(cutter)).every(
    ([, program, script = '']) =>
      (program === 'sed' && /^1,\d+p$/.test(script)) || (program === 'tail' && script === '+1'),
  );
}

/** The language of the files that a command line names; `undefined` if it names none or files of several languages. */
export function languageOf(command: string | undefined): CodeLanguage | undefined {
  if (command === undefined) return undefined;
  const named = new Set<keyof typeof languages>();
  for (const [, extension] of command.matchAll(fileName)) {
    if (Object.hasOwn(extensions, extension as string)) {
      named.add(extensions[extension as string] as keyof typeof languages);
    }
  }
  const [only] = named;
  return named.size === 1 && only !== undefined ? languages[only] : undefined;
}
