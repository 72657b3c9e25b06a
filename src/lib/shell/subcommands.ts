/**
 * Sub-commands that may be kept with the name of their program. Words that people choose themselves, such as names of
 * scripts, are not among them, except common ones such as `run test`.
 */
const table: Readonly<Record<string, string>> = {
  git:
    'add am apply archive bisect blame branch cat-file checkout cherry-pick clean clone commit config describe diff ' +
    'diff-tree fetch format-patch fsck gc grep init log ls-files ls-remote ls-tree merge merge-base mv notes pull push ' +
    'range-diff rebase reflog remote reset restore rev-list rev-parse revert rm shortlog show show-ref stash status ' +
    'submodule switch tag worktree',
  gh: 'api auth issue pr release repo run search workflow',
  glab: 'api issue mr pipeline release repo',
  npm:
    'audit ci exec explain init install link list ls outdated pack publish run start test uninstall update version view ' +
    'why',
  pnpm: 'add audit build dlx exec install list outdated remove run start test update why',
  yarn: 'add audit build dlx exec install list outdated remove run start test upgrade why workspace workspaces',
  bun: 'add build install pm remove run test update x',
  deno: 'bench bundle cache check compile fmt info install lint run task test',
  cargo: 'add bench build check clean clippy doc fetch fix fmt install metadata nextest run test tree update',
  go: 'build clean doc env fmt generate get install list mod run test tool version vet work',
  pip: 'check download freeze install list show uninstall',
  pip3: 'check download freeze install list show uninstall',
  uv: 'add build lock pip remove run sync tool tree venv',
  poetry: 'add build check install lock remove run show update',
  docker:
    'build buildx compose container cp exec image images info inspect logs network ps pull push restart rm run start ' +
    'stats stop system volume',
  podman: 'build compose container exec image images inspect logs network ps pull push rm run start stop volume',
  kubectl: 'api-resources apply config create delete describe diff edit exec explain get logs patch rollout scale top',
  helm: 'dependency get history install lint list repo rollback show status template uninstall upgrade',
  terraform: 'apply destroy fmt graph import init output plan providers show state test validate workspace',
  dotnet: 'add build clean format list nuget pack publish restore run test tool',
  mvn: 'clean compile install package test verify',
  gradle: 'assemble build check clean dependencies tasks test',
  gradlew: 'assemble build check clean dependencies tasks test',
  make: 'all build check clean format install lint test',
  just: 'build check clean fmt format lint test',
  rustup: 'component default show target toolchain update',
  brew: 'info install list outdated search update upgrade',
  apt: 'install list search show update upgrade',
  'apt-get': 'install update upgrade',
  'apt-cache': 'policy search show',
  systemctl: 'restart start status stop',
  aws: 'cloudformation dynamodb ec2 ecs eks iam lambda logs rds s3 s3api sqs ssm sts',
  az: 'acr aks group vm webapp',
  gcloud: 'auth builds compute config container functions logging projects run sql',
  bundle: 'exec install list outdated update',
  composer: 'install require show update',
  mix: 'compile credo deps format test',
  swift: 'build package run test',
  npx: 'eslint jest mocha playwright prettier tsc tsx vite vitest',
  headroom: 'compress config demo doctor learn retrieve stats',
};

const subcommands = new Map(Object.entries(table).map(([program, words]) => [program, new Set(words.split(' '))]));

/** Whether a word may be kept after the name of a program. */
export function isListedSubcommand(program: string, word: string): boolean {
  return subcommands.get(program)?.has(word) === true;
}
