import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Language, Parser, type ParseState, type Tree } from 'web-tree-sitter';

/**
 * Parses source code, at once. Hands the syntax tree to `use` and frees it afterwards: trees live outside of the garbage
 * collector's reach.
 * @returns what `use` returns; `undefined` where there is no such grammar or the parser gives up
 */
export type ParseCode = <Result>(grammar: string, text: string, use: (tree: Tree) => Result) => Result | undefined;

const leastQuestions = 200;
const questionsPerThousand = 20;
/** Questions while the parser has lost its way; code with an error in it has it find back at once. */
const lostQuestions = 20;

/**
 * Loads the parser and grammars by name: the files beside a built package, or the development dependency when run from
 * source. Loading is the part that has to be waited for.
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
 * Tells the parser when to give up on a text: it asks once every so many steps. Source code takes up to 9 questions for a
 * thousand characters; text that is none can take the time of its square, most of it after the parser lost its way.
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
