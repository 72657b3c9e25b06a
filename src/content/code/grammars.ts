import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Language, Parser, type ParseState, type Tree } from 'web-tree-sitter';

/**
 * Parses source code synchronously. Hands the syntax tree to `use` and frees it afterwards: trees live outside the
 * garbage collector's reach.
 * @returns what `use` returns; `undefined` where there is no such grammar or the parser gives up
 */
export type ParseCode = <Result>(grammar: string, text: string, use: (tree: Tree) => Result) => Result | undefined;

const leastQuestions = 200;
const questionsPerThousand = 20;
/** How often the parser may ask while it is lost; in code with an error it recovers at once. */
const lostQuestions = 20;

/**
 * Loads the parser and grammars by name: the files beside a built package, or the development dependency when run from
 * source. Only loading is asynchronous.
 * @throws {Error} when a grammar is missing or does not load
 */
export async function loadGrammars(names: readonly string[]): Promise<ParseCode> {
  await Parser.init();
  const folder = grammarFolder();
  const parsers = new Map<string, Parser>();
  for (const name of names) {
    const language = await Language.load(readFileSync(path.join(folder, `tree-sitter-${name}.wasm`)));
    parsers.set(name, new Parser().setLanguage(language));
  }
  return (grammar, text, use) => {
    const parser = parsers.get(grammar);
    if (parser === undefined) return undefined;
    parser.reset();
    const tree = parser.parse(text, null, { progressCallback: budgetFor(text) });
    if (tree === null) return undefined;
    try {
      return use(tree);
    } finally {
      tree.delete();
    }
  };
}

/**
 * Tells the parser when to give up on a text. The parser asks at a fixed number of steps. Source code takes up to 9
 * questions per thousand characters; other text can take quadratic time, most of it after the parser is lost.
 */
function budgetFor(text: string): (state: ParseState) => boolean {
  let left = leastQuestions + Math.ceil((text.length / 1000) * questionsPerThousand);
  let lost = lostQuestions;
  return ({ hasError }) => {
    left--;
    if (hasError) lost--;
    return left < 0 || lost < 0;
  };
}

function grammarFolder(): string {
  const built = fileURLToPath(new URL('../../../grammars/', import.meta.url));
  if (existsSync(built)) return built;
  const require = createRequire(import.meta.url);
  return path.dirname(require.resolve('@vscode/tree-sitter-wasm/wasm/tree-sitter-go.wasm'));
}
