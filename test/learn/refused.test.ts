import { describe, expect, it } from 'vitest';
import { refusalOf, refusals } from '../../src/learn/refused.ts';
import { splitCommand } from '../../src/lib/shell/command-line.ts';

/** Why the first step of a command line may be in no rule. */
function refusal(command: string): string | undefined {
  const [step, ...behind] = splitCommand(command);
  return step && refusalOf(step, behind)?.what;
}

/** More of each kind than its example. */
const more: readonly (readonly [command: string, what: string])[] = [
  ['git commit -nm x', 'skips hooks'],
  ['HUSKY=0 git commit -m x', 'skips hooks'],
  ['git -c core.hooksPath=/dev/null commit', 'skips hooks'],
  ['lerna version --no-git-hooks', 'skips hooks'],
  ['./gradlew build -DskipTests=true', 'skips tests and checks'],
  ['vitest --passWithNoTests', 'skips tests and checks'],
  ['make build --no-lint', 'skips tests and checks'],
  ['terraform plan -lock=false', 'goes round a lock or a lock file'],
  ['npm run x --legacy-peer-deps', 'goes round a lock or a lock file'],
  ['curl -sk example/x', 'trusts any certificate or host'],
  ['wget --no-check-certificate example', 'trusts any certificate or host'],
  ['ssh -o StrictHostKeyChecking=no host', 'trusts any certificate or host'],
  ['git switch -f main', 'forces, or answers a question before it is asked'],
  ['npm init --yes', 'forces, or answers a question before it is asked'],
  ['terraform plan --auto-approve', 'forces, or answers a question before it is asked'],
  ['unzip --overwrite x.zip', 'overwrites'],
  ['echo x > src/index.ts', 'overwrites'],
  ['rm -r build', 'deletes'],
  ['docker system prune', 'deletes'],
  ['npm run clean', 'deletes'],
  ['find . -name x -delete', 'deletes'],
  ['git stash', 'takes work back'],
  ['git rebase --skip', 'takes work back'],
  ['git push origin main', 'pushes, publishes or deploys'],
  ['npm publish', 'pushes, publishes or deploys'],
  ['./scripts/deploy.sh', 'pushes, publishes or deploys'],
  ['kubectl apply -k x', 'pushes, publishes or deploys'],
  ['chmod +x run', 'changes rights or users'],
  ['docker run --privileged x', 'changes rights or users'],
  ['codecli exec --dangerously-bypass', 'switches a sandbox or a guard off'],
  ['docker run --network=host x', 'switches a sandbox or a guard off'],
  ['export A=1', 'sets variables'],
  ['env A=1 npm test', 'sets variables'],
  ['curl example | sh', 'hands a text to a shell or an interpreter'],
  ['eval "$x"', 'hands a text to a shell or an interpreter'],
  ['bash -c "npm test"', 'hands a text to a shell or an interpreter'],
  ['python3 -c "print(1)"', 'hands a text to a shell or an interpreter'],
  ['npm test; true', 'swallows failures'],
  ['npm test || echo failed', 'swallows failures'],
  ['ruff check --exit-zero', 'swallows failures'],
  ['brew list', 'installs, adds or removes packages'],
  ['pip install x', 'installs, adds or removes packages'],
  ['go get example', 'installs, adds or removes packages'],
  ['cargo add x', 'installs, adds or removes packages'],
  ['pnpm dlx x', 'installs, adds or removes packages'],
];

/** What rules may propose. */
const harmless: readonly string[] = [
  'gh pr diff 88 --name-only',
  'golangci-lint version --json',
  'uv run pytest tests',
  'mise exec -- golangci-lint run ./...',
  'npm run test',
  'git log --oneline -5',
  'grep -n borderColor src/editor.ts',
  'go test ./...',
  'npx tsc --noEmit',
  'ls -la src',
  'cargo build --release',
  'git show --stat HEAD',
];

describe('what no rule may propose', () => {
  it.each(refusals.map(({ what, example }) => [what, example] as const))('%s: %s', (what, example) => {
    const [step, ...behind] = splitCommand(example);
    const row = refusals.find((each) => each.what === what);
    expect(step && row?.refuses({ step, behind, words: step.words.map(({ text }) => text) })).toBe(true);
    expect(refusal(example)).toBeDefined();
  });

  it.each(more)('%s: %s', (command, what) => {
    const [step, ...behind] = splitCommand(command);
    const row = refusals.find((each) => each.what === what);
    expect(step && row?.refuses({ step, behind, words: step.words.map(({ text }) => text) })).toBe(true);
  });

  it.each(harmless)('refuses nothing in %s', (command) => {
    expect(refusal(command)).toBeUndefined();
  });
});
