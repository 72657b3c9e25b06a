import { parseCommand, type SimpleCommand } from './detect/command.ts';

const viewers = new Set([
  'cat',
  'head',
  'tail',
  'nl',
  'less',
  'more',
  'bat',
  'batcat',
  'tac',
  'type',
  'get-content',
  'gc',
]);
const scripted = new Set(['sed', 'awk', 'gawk', 'mawk', 'perl']);
const fileRunners = new Set(['xargs', 'find', 'fd', 'parallel']);
/** A viewer in a script that another program runs. */
const viewing = /(?:^|[\s;&|])(?:cat|head|tail|sed|nl|bat) /;
const sourceName =
  /\.(?:[cm]?[jt]sx?|py[iw]?|go|rs|java|kts?|scala|c|h|cc|cpp|cxx|hh|hpp|cs|fs|rb|php|swift|m|mm|lua|pl|pm|r|jl|ex|exs|erl|hs|ml|clj|dart|zig|nim|sh|bash|zsh|fish|ps1|bat|sql|graphql|proto|vue|svelte|astro|css|scss|less|ya?ml|jsonc|json5|toml|ini|cfg|conf|env|properties|gradle|cmake|mk|tf|nix|md|mdx|rst|adoc|tex|xml|plist|dockerfile)$|(?:^|[/:])(?:Makefile|Dockerfile|README|LICENSE|Jenkinsfile|Gemfile|Rakefile|\.\w+(?:rc|ignore|config)|\.env(?:\.\w+)*)$/i;

/** What a command line says about the files that it shows. */
export type ShownFiles = {
  /** It prints lines of a file as they are. */
  readonly shows: boolean;
  /** One of the files is source, configuration or documentation by its name. */
  readonly source: boolean;
  /** The files as the command names them. */
  readonly names: readonly string[];
};

/**
 * Whether a command line shows a file's own lines: `cat x`, `sed -n 1,80p x`, `head x | tail`, also among other
 * commands. Output of another program through a pipe (`make | tail`) is not a file.
 */
export function shownFiles(command: string | undefined): ShownFiles {
  const shown = command === undefined ? [] : parseCommand(command).flatMap((each) => operandsOf(each) ?? []);
  return { shows: shown.length > 0, source: shown.some((name) => sourceName.test(name)), names: shown };
}

/** Whether a program shows a file's own lines. */
export function showsFile(command: SimpleCommand): boolean {
  return operandsOf(command) !== undefined;
}

/** The files that a program shows (or words that stand for them); `undefined` if it shows none. */
function operandsOf({ program: name, words, piped, redirected }: SimpleCommand): readonly string[] | undefined {
  const program = name.toLowerCase();
  if (redirected) return undefined;
  if (fileRunners.has(program)) {
    const shows = words.some((word) => viewers.has(word) || word === 'sed' || viewing.test(word));
    return shows ? [program, ...words.filter((word) => sourceName.test(word))] : undefined;
  }
  if (program === 'git') {
    const verb = words.findIndex((word) => word === 'show' || word === 'cat-file');
    const object = verb < 0 ? undefined : words.slice(verb + 1).find((word) => /^(?!-)\S*:\S/.test(word));
    return object === undefined ? undefined : [object];
  }
  const operands = words.filter((word) => !word.startsWith('-') && !/^\+?\d+[kKmM]?$/.test(word));
  if (viewers.has(program)) return operands.length > 0 ? operands : undefined;
  if (!scripted.has(program) || piped) return undefined;
  const inPlace = program !== 'awk' && words.some((word) => /^-[a-z]*i/.test(word) || word === '--in-place');
  // The script is one operand (or the value of `-e`), the file another.
  return inPlace || operands.length < 2 ? undefined : operands.slice(1);
}
