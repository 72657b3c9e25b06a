import { rules } from './rule.ts';

/** The beginning of a shell's message: its name, `(eval)`, or the name of a script, and a line or a command in it. */
export const shellPrefix =
  /^(?:\(eval\)|(?:\/\S{1,100}\/)?-?(?:ba|z|da|k|a|fi)?sh|\S{1,200}\.(?:ba|z)?sh)(?:: -c)?:(?:\w{1,20}:)?(?: ?(?:line )?\d+:| -c:)?(?: ?(?:cd|source|\.|export|read|test|\[|set|unset|local|declare|typeset|eval|exec|kill|wait|type|printf?|let|shift|return|alias|pushd|popd|ulimit|umask|setopt|trap):(?= ))? ?/;

/** Messages of shells, without their name: bash, zsh, dash and BusyBox, fish. */
export const shellRules = rules([
  [
    'shell-syntax',
    /^permission denied: ?$/,
    /^(?:-c: )?(?:line \d+: )?(?:parse|syntax) error\b/i,
    /^unexpected (?:EOF|end of file)/,
    /^(?:no matches found|bad pattern|bad substitution|bad math expression|bad option|number expected|condition expected)\b/,
    /^.{0,200}(?:bad substitution|ambiguous redirect|event not found|unary operator expected|binary operator expected|integer expression expected|not a valid identifier|read-?only variable|too many arguments|division by (?:0|zero))\b/,
    /^(?:read-only variable|unrecognized modifier|unmatched|unknown file attribute|argument expected|event not found)\b/,
    /^(?:=\S{0,100}|\[\[): (?:command )?not found/,
    /^=\S{0,100} not found/,
    /^Unterminated quoted string/,
    /^Unsupported use of '='/,
  ],
  [
    'missing-command',
    /^command not found: (\S{1,200})/,
    /^(\S{1,200}): (?:command )?not found$/,
    /^Unknown command:? (\S{1,200})/,
  ],
  ['is-directory', /^is a directory\b/i, /^\S{1,400}: is a directory$/i],
  ['bad-argument', /^not a directory\b/i, /^.{1,400}: Not a directory$/, /^(?:\S{1,200}: )?Argument list too long/],
  [
    'denied',
    /^permission denied\b/i,
    /^.{1,400}: (?:Permission denied|Operation not permitted|Read-only file system)$/i,
    /^operation not permitted\b/i,
    /^Unknown command\. '\S{1,400}' exists but is not an executable file/,
  ],
  [
    'missing-path',
    /^no such file or directory\b/i,
    /^.{1,400}: No such file(?: or directory)?$/i,
    /^can't (?:cd to|open) /,
    /^The directory '.{1,400}' does not exist/,
  ],
  ['environment', /^.{0,400}(?:Exec format error|cannot fork|Cannot allocate memory|bad interpreter)/, /^fork: /],
]);
