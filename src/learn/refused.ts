import type { Step } from '../lib/shell/command-line.ts';

/** What no rule may propose, with a command line that does it. */
export type Refusal = {
  readonly what: string;
  readonly example: string;
  readonly refuses: (call: RefusalContext) => boolean;
};

/** A step that worked, and those after it. */
export type RefusalContext = {
  readonly step: Step;
  readonly words: readonly string[];
  readonly behind: readonly Step[];
};

/** Words at the place of a program or sub-command: before the first flag. */
function leading({ words }: RefusalContext): readonly string[] {
  const end = words.findIndex((word) => word.startsWith('-'));
  return (end === -1 ? words : words.slice(0, end)).map((word) => word.split('/').at(-1) ?? word);
}

const anyWord = (pattern: RegExp) => (call: RefusalContext) =>
  call.words.some((word) => pattern.test(word)) || call.step.assignments.some(({ text }) => pattern.test(text));
const anyFlag = (pattern: RegExp) => (call: RefusalContext) =>
  call.words.some((word) => word.startsWith('-') && pattern.test(word));
/** A name may have the word as a part of it: `deploy`, `npm run deploy:prod`, `./deploy.sh`. */
const anyName = (pattern: RegExp) => (call: RefusalContext) => leading(call).some((word) => pattern.test(word));
const program = (pattern: RegExp) => (call: RefusalContext) => pattern.test(leading(call)[0] ?? '');
const one =
  (...checks: readonly ((call: RefusalContext) => boolean)[]) =>
  (call: RefusalContext) =>
    checks.some((check) => check(call));

const shells = /^(?:(?:ba|z|da|k|c|tc|fi)?sh|eval|source|\.|exec|pwsh|powershell)$/;
const interpreters = /^(?:python[\d.]*|node|ruby|perl|php|deno|bun)$/;
const inline = /^(?:-[a-z]*[ce]|--eval|--command|-p|--print)$/;

/** One line of this table for each way to bypass a check, which a rule must not propose. */
export const refusals: readonly Refusal[] = [
  {
    what: 'skips hooks',
    example: 'git commit --no-verify -m x',
    refuses: one(
      anyWord(/^--?no-?verify|(?:no|skip)-?(?:git-?)?hooks?\b|^HUSKY(?:_SKIP_HOOKS)?=|hooksPath=/i),
      (call) => {
        const [first, second] = leading(call);
        return first === 'git' && second === 'commit' && call.words.some((word) => /^-[a-z]*n/.test(word));
      },
    ),
  },
  {
    what: 'skips tests and checks',
    example: 'mvn package -DskipTests',
    refuses: anyWord(
      /^-.*(?:skip|no|without|ignore|disable|exclude)[-_.]?(?:unit|integration)?[-_.]?(?:tests?|checks?|lint\w*|type-?check|validat\w*|verif\w*|coverage)\b|maven\.test\.skip|^--passWithNoTests/i,
    ),
  },
  {
    what: 'goes round a lock or a lock file',
    example: 'pnpm run build --no-frozen-lockfile',
    refuses: anyWord(
      /^-.*(?:no|skip|ignore|disable|without)[-_]?(?:frozen[-_]?)?(?:package[-_]?)?lock|^-.*lock\w*=(?:false|no|0)|^--legacy-peer-deps|^--ignore-(?:engines|platform|scripts)/i,
    ),
  },
  {
    what: 'trusts any certificate or host',
    example: 'curl --insecure example/x',
    refuses: one(
      anyWord(
        /insecure|no-?check-?certificate|trusted-host|strict-ssl|ssl-?(?:no-?)?verify|no-?(?:tls|ssl)|skip-?(?:tls|ssl)|StrictHostKeyChecking|REJECT_UNAUTHORIZED/i,
      ),
      (call) => program(/^curl$/)(call) && call.words.some((word) => /^-[A-Za-z]*k/.test(word)),
    ),
  },
  {
    what: 'forces, or answers a question before it is asked',
    example: 'git switch --force main',
    refuses: anyFlag(
      /^-[A-Za-z]*f$|^-f|^-D$|force|^--(?:yes|assume-yes|auto-approve|non-?interactive|no-confirm)$|^-y$/i,
    ),
  },
  {
    what: 'overwrites',
    example: 'cp --remove-destination a b',
    refuses: one(anyFlag(/overwrite|clobber|remove-destination|in-place|^--replace$/i), (call) =>
      call.step.redirections.some(
        ({ operator, target }) => /^\d?>\|?$/.test(operator) && !target.text.startsWith('/dev/'),
      ),
    ),
  },
  {
    what: 'deletes',
    example: 'git branch --delete old',
    refuses: one(
      program(/^(?:rm|rmdir|unlink|shred|truncate|del|rimraf|wipe)$/),
      anyName(/(?:^|[-_:.])(?:delete|remove|rm|prune|purge|clean|clear|drop|destroy|erase|gc)(?:$|[-_:.])/i),
      anyFlag(/^--?(?:delete|remove|prune|purge|clean|clear|drop|destroy)/i),
    ),
  },
  {
    what: 'takes work back',
    example: 'git reset --hard',
    refuses: one(
      anyName(/(?:^|[-_:.])(?:reset|restore|revert|rollback|undo|stash|filter-branch|rebase|downgrade)(?:$|[-_:.])/i),
      anyFlag(/^--(?:hard|abort|skip|discard|amend)/i),
      (call) => leading(call)[0] === 'git' && call.words.includes('--') && call.words.includes('checkout'),
    ),
  },
  {
    what: 'pushes, publishes or deploys',
    example: 'npm run deploy:prod',
    refuses: anyName(
      /(?:^|[-_:.])(?:push|publish|deploy\w*|release|upload|apply|rollout|promote|ship|submit|merge|send|tag)(?:$|[-_:.])/i,
    ),
  },
  {
    what: 'changes rights or users',
    example: 'sudo npm test',
    refuses: one(
      anyName(
        /^(?:sudo|su|doas|pkexec|runuser|gosu|chmod|chown|chgrp|chattr|setfacl|passwd|useradd|usermod|visudo|icacls)$/,
      ),
      anyFlag(/privileged|allow-root|as-root|run-as|^--user$/i),
    ),
  },
  {
    what: 'switches a sandbox or a guard off',
    example: 'chromium --no-sandbox --version',
    refuses: anyFlag(
      /(?:no|disable|skip|without)-?(?:sandbox|security|seccomp|isolation|safety|guard)|sandbox=|dangerous|unsafe|bypass|yolo|full-auto|allow-all|skip-permissions|approval|^--(?:network|net|pid|ipc)=host|^--trust/i,
    ),
  },
  {
    what: 'sets variables',
    example: 'CI=1 npm test',
    refuses: one(
      ({ step }) => step.assignments.length > 0,
      program(/^(?:export|set|unset|declare|typeset|setx|alias|env|setenv|trap|ulimit)$/),
      anyFlag(/^--?env(?:=|$)/),
    ),
  },
  {
    what: 'hands a text to a shell or an interpreter',
    example: 'cat setup | bash',
    refuses: one(
      program(shells),
      (call) => interpreters.test(leading(call)[0] ?? '') && call.words.some((word) => inline.test(word)),
      ({ behind }) =>
        behind.some(
          ({ joinedBy, words }) =>
            joinedBy === '|' &&
            [shells, interpreters, /^(?:sudo|xargs)$/].some((each) => each.test(words[0]?.text ?? '')),
        ),
    ),
  },
  {
    what: 'swallows failures',
    example: 'npm test || true',
    refuses: one(
      ({ behind }) =>
        behind[0]?.joinedBy === '||' || behind.some(({ words }) => /^(?:true|:)$/.test(words[0]?.text ?? '')),
      anyFlag(/exit-?zero|(?:allow|ignore)-?(?:failures?|errors?)|no-?fail|continue-on|keep-going|no-?error|no-exit/i),
    ),
  },
  {
    what: 'installs, adds or removes packages',
    example: 'npm install left-pad',
    refuses: one(
      program(
        /^(?:apt|apt-get|aptitude|brew|dnf|yum|apk|pacman|snap|choco|scoop|winget|port|easy_install|uvx|bunx|pipx)$/,
      ),
      anyName(
        /(?:^|[-_:.])(?:install|i|ci|add|uninstall|upgrade|update|get|dlx|link|unlink|sync|bootstrap|setup)(?:$|[-_:.])/i,
      ),
      anyFlag(/^--?install|^--with=?/i),
    ),
  },
];

/** What a successful step does that no rule may propose; `undefined` if there is nothing of the kind. */
export function refusalOf(step: Step, behind: readonly Step[]): Refusal | undefined {
  const context = { step, behind, words: step.words.map(({ text }) => text) };
  return refusals.find(({ refuses }) => refuses(context));
}
