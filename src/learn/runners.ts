/**
 * Programs that run others in the environment of a project, which a rule may put before a program. None of them fetches
 * missing programs, except `npx`, which is proposed only if the project has the program.
 */
const runners = [
  'uv run',
  'poetry run',
  'pipenv run',
  'bundle exec',
  'mise x --',
  'mise exec --',
  'pnpm exec',
  'yarn exec',
  'nvm use &&',
  'npx',
  'pnpm',
] as const;

/** Sub-commands that runners of one word have of their own. */
const own = new Set(
  (
    'install i ci add remove rm run test t start build exec dlx init create why list ls outdated update up config store ' +
    'publish pack link audit import deploy patch prune rebuild root bin env setup help fetch'
  ).split(' '),
);

/** Whether a text is one of the runners. */
export function isRunner(text: string): boolean {
  return runners.some((runner) => runner === text);
}

/** The runner of one step with which the words of a step begin, if the name of a program follows. */
export function runnerIn(words: readonly string[]): string | undefined {
  return runners.find((runner) => {
    const parts = runner.split(' ');
    const program = words[parts.length] ?? '';
    const isFirst = parts.every((part, index) => words[index] === part);
    return isFirst && /^[A-Za-z]/.test(program) && !(parts.length === 1 && own.has(program));
  });
}
