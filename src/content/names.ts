const sourceFile =
  /(?<![\w.-])[\w.-]+\.(?:[a-z]{1,2}|[chjt]pp|cxx|hpp|java|yaml|yml|json|toml|proto|html|css|scss|txt|log|tsx|jsx|mjs|cjs)\b/g;
/** The prefix of a dotted name: `java.lang.` before an exception, `log.` before a level. */
const qualifier = /(?<![\w$.-])(?:[\w$-]+\.)+(?=[A-Z])/g;
/**
 * Capitals after a dot are a constant (`Level.ERROR`), unless a logger puts its channel before a level (`app.ERROR:
 * text`).
 */
const constant = /(?<![\w$.-])(?:[\w$-]+\.)+[A-Z][A-Z_]{2,}\b(?!: )/g;
/** `crate::error`, `error::kind`, `Shape#failed`; an exception keeps its own name: `Net::ReadError`. */
const scoped = /(?<![\w$:])(?:[\w$]+(?:::|#))+(?![A-Z]\w*(?:Error|Exception|Panic|Failure)\b)[\w$]*/g;
/** `error-handling`, `continue-on-error`, `fail_fast`, `errors.test`, `--fail-fast`: words that are joined to others. */
const joined = /(?<![\w$-])-{0,2}[\w$]*[A-Za-z\d](?:[-_.](?=[a-z])[\w$]+)+/g;
/** `ERROR_LEVEL=3`, `FAIL-SAFE`. */
const capitals = /(?<![\w$-])[A-Z\d]+(?:[-_][A-Z\d]+)+\b/g;
const trouble =
  '(?:errors?(?:\\(s\\))?|fail(?:ed|ures?|ing)?|fatal|exceptions?|panics?|crit(?:ical)?|unreachable|timed? ?outs?|abort(?:s|ed)?|crash(?:es|ed)?|refused|denied|killed)';
/**
 * Counts of no failures: `failed=0`, `0 errors`, `failed jobs: 0`, `# fail 0`, `error: null`; `error: 0 bytes written`
 * is one.
 */
const none = new RegExp(
  [
    String.raw`\b${trouble}["']?\s{0,3}=\s{0,3}["']?(?:0|none|null|nil|false|no)\b(?![.\d])["']?`,
    String.raw`\b${trouble}(?: [a-z]{2,20})?["']?\s{0,3}:\s{0,9}["']?(?:(?:0|none|null|nil|false|no)\b|\[\]|\{\}|""|'')["']?(?=\s*(?:$|[,;|)}\]])|\s+\w+["']?\s{0,3}[:=])`,
    String.raw`\b(?:0|no|zero|without|without any) (?:\w+ )?${trouble}`,
    String.raw`\b${trouble}\s{1,20}0(?=\s*(?:$|[,;|]))`,
  ].join('|'),
  'gi',
);
/** The object of a step is a name, even if it looks like a failure. */
const worked =
  /\b(?:compil|check|build|document|format|link|load|test|runn|fetch|download|install|unpack|generat|import|analy[sz]|bundl|pack|publish|lint|transform|includ|export)ing (?:module |package |crate |target |file |suite )?`?[\w$]+`?(?=\s|$)|\b(?:mod(?:ule)?|package|crate|target|namespace|class|import|use|Doc-tests|Downloaded|Installed|called|named|(?:tests?|specs?|examples?|benchmarks?) (?:in|of|for|from)) [`'"]?(?:error|exception|failure|panic|fatal|abort)s?\b(?![`'"]?:)/gi;

/**
 * A line without names, so that only its own words are read: paths, files, identifiers, the object of a step and counts
 * of nothing are removed. An exception keeps the last part of its name.
 */
export function withoutNames(line: string): string {
  const bare = line.includes('/') || line.includes('\\') ? line.replace(/[^\s:]+/g, maskPath) : line;
  return bare
    .replace(none, ' / ')
    .replace(worked, ' / ')
    .replace(constant, ' / ')
    .replace(scoped, ' / ')
    .replace(qualifier, '')
    .replace(sourceFile, ' / ')
    .replace(joined, maskJoined)
    .replace(capitals, ' / ');
}

function maskPath(token: string): string {
  return token.includes('/') || token.includes('\\') ? ' / ' : token;
}

/** The name of an exception names nothing else: `my_pkg.ParseError` was already cut to its last part. */
function maskJoined(token: string): string {
  return /(?:Error|Exception|Panic|Failure|Warning)$/.test(token) ? token : ' / ';
}
