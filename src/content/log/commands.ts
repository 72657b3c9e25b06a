/** Programs whose output is a log more often than not. */
const programs =
  /(?:^|[\s;&|(/])(?:pytest|jest|vitest|mocha|ava|tap|tape|tox|nox|unittest|manage\.py test|go (?:test|build|vet|install|mod|get|generate)|cargo (?:\+\S+ )?(?:test|build|check|clippy|run|install|nextest|bench|doc|fetch)|mvnw?|gradlew?|gradle|ant|sbt|lein|make|gmake|cmake|ninja|meson|bazel|bazelisk|buck2|scons|configure|tsc|eslint|biome|prettier|ruff|flake8|mypy|pylint|pyright|golangci-lint|clippy|gcc|g\+\+|clang|rustc|javac|webpack|vite|rollup|esbuild|turbo|nx|lerna|next build|concurrently|npm (?:test|t|run|run-script|ci|install|i|start|exec|audit|publish|pack)|pnpm|yarn|bun (?:test|install|run)|deno (?:test|task|check)|pip3? (?:install|download|wheel)|pipx|uv (?:pip|sync|run|add)|poetry|conda|mamba|apt(?:-get)?|apk|dnf|yum|brew|gem|bundle|rspec|rake|composer|phpunit|mix|dart|flutter|dotnet (?:test|build|restore|publish|run)|msbuild|swift (?:test|build)|xcodebuild|ctest|playwright|cypress|pre-commit|terraform|tofu|ansible-playbook|helm|docker (?:build|buildx|logs|pull|push|run|compose)|docker-compose|podman|kubectl (?:logs|rollout)|stern|journalctl|dmesg|gh run (?:view|watch)|just|task|mise|tail|\w+ run [\w:.-]*(?:build|test|lint|check|ci|fmt|format|install|deploy)[\w:.-]*|\w+ logs?)(?=$|[\s;&|)])/;

/** Scripts that are run for their effect and report what they do. */
const scripts =
  /(?:^|[\s;&|(])(?:(?:ba|z)?sh |\.\/|python3? |node |npx |tsx )\S*(?:build|test|install|setup|deploy|release|lint|check|ci)[\w.-]*(?=$|[\s;&|)])/;

/** Version-control history: full of dates and messages, but not a log. */
const history =
  /(?:^|[;&|(]\s*)git (?:-\S+ (?:[^-\s]\S* )?)*(?:log|show|blame|annotate|diff|shortlog|reflog|rev-list|branch|tag|stash|status|config|ls-tree|cat-file|format-patch|range-diff)\b/;

/** Verbs of such programs that print a document: manifests, settings, a state. */
const documents =
  /(?:^|[\s;&|(/])(?:helm|docker[ -]compose|terraform|tofu)(?: -\S+(?: [^-\s]\S*)?){0,9} (?:template|get|show|config|output|state)(?=$|[\s;&|)])/g;

/** How many characters of a command line are read at either end; scripts passed in it are long. */
const looked = 2000;

/** What a command line says about its output: `progress` when it builds, tests, installs or prints a log; `history` for version control. */
export function expectOutput(command: string | undefined): 'progress' | 'history' | 'unknown' {
  if (command === undefined) return 'unknown';
  if (command.length > 2 * looked) return expectOutput(`${command.slice(0, looked)}\n${command.slice(1 - looked)}`);
  if (history.test(command)) return programs.test(withoutHistory(command)) ? 'progress' : 'history';
  return programs.test(command.replace(documents, ' ')) || scripts.test(command) ? 'progress' : 'unknown';
}

// `git log | tail` shows history; `npm test; git log` does both.
function withoutHistory(command: string): string {
  return command
    .split(/&&|\|\||[;\n]/)
    .filter((part) => !history.test(part))
    .join('\n');
}
