import { rules } from './rule.ts';

/** How small languages and `-e` report an error in a script from the command line. */
export const scriptRules = rules([
  [
    'script-error',
    /^jq: (?:error|\d+ compile errors?)\b/,
    /^(?:jq: )?parse error\b/,
    /^failed to parse jq expression/,
    /^-e expression #\d+/,
    /^sed: \d+: /,
    /^(?:awk|gawk|mawk|nawk): .{0,200}\b(?:line \d+|syntax error|source line)/,
    /^-e:\d+:/,
    /^(?:syntax error at -e|Execution of -e aborted)/,
    /^(?:Error: )?in prepare, /,
    /^Parse error (?:near|in)/,
    /^Expecting (?:value|property name|',' delimiter)/,
  ],
]);

/** How interpreters report an exception, whose program may be the agent's own or the project's. */
export const exceptionRules = rules([
  [
    'script-error',
    /^(?:\w{1,60}\.){0,6}\w{0,60}(?:Error|Exception|Exit|Interrupt|Warning)(?:: .{0,1000})?$/,
    /^(?:Uncaught )?\w{0,60}(?:Error|Exception)(?: \[\w{1,60}\])?: /,
    /^\S{1,300}:\d+:in [`'].{1,200}': .{1,1000}/,
    /^PHP (?:Fatal|Parse) error/,
  ],
]);
