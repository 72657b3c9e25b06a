import { rules } from './rule.ts';

const wrong = '(?:unknown|unrecogni[sz]ed|invalid|illegal|unsupported|bad|no such|unexpected|undefined|disallowed)';

/**
 * How programs refuse their arguments. The wording is that of getopt in the GNU and BSD C libraries, git, Go's flag
 * package and cobra, clap, argparse, optparse, click, commander, yargs, cac, oclif, curl, node, find, gcc and jest.
 */
export const usageRules = rules([
  [
    'bad-argument',
    /^(?:option|flag|switch)s? .{0,100}\b(?:requires?|needs?|expects?|missing)\b/i,
    /^.{1,60} requires an argument$/,
    new RegExp(`^${wrong} (?:option|flag) value`, 'i'),
  ],
  [
    'wrong-flag',
    new RegExp(
      `^${wrong} (?:[\\w-]{1,20} ){0,2}(?:flags?|options?|switch(?:es)?|predicate)\\b(?! (?:value|combination))`,
      'i',
    ),
    new RegExp(`^${wrong} (?:[\\w-]{1,20} ){0,2}(?:arguments?|parameters?):? ['"\`]?-`, 'i'),
    /^Found argument '-.{1,200}' which wasn't expected/,
    /^flag provided but not defined/,
    /^(?:option|flag) ['"`]?-.{1,200}(?:is unknown|is not recognized|does not exist|is not supported|not recognized)/i,
    /^Unrecognized CLI Parameter/,
    /^Unknown arguments?: \S/,
    /^-{1,2}\w[\w-]{0,60} is not (?:a known|a valid|an? recognized|supported)/i,
    /^(?:Unknown|Unexpected) (?:cli )?(?:config|argument) "?--/i,
  ],
  [
    'unknown-name',
    new RegExp(`^${wrong} (?:sub-?)?command\\b`, 'i'),
    /^'[\w-]{1,100}' is not a \S{1,40} command/,
    /^(?:(?:Missing|Unknown|No such) script\b|Script not found)/i,
    /^(?:Command|Task|Target|Script|Recipe|Rule|Goal|Workspace|Project|Workflow|Service|Container|Job)s? ["'`]?[\w:@./-]{1,200}["'`]? (?:was )?(?:not found|not defined|does not exist|could not be found|is not defined)/i,
    /^no (?:task|recipe|script|target|rule|such tool|such target|such command|such task|such service|bin target|test target|example target)\b.{0,200}/i,
    /^(?:\*\*\* )?No rule to make target ['`"]?[\w:-]{1,100}['`"]?\./,
    /^(?:Justfile|Taskfile|Makefile) does not (?:contain|have) /i,
    /^(?:No projects matched|No workspaces? found|No packages? (?:matched|found)|None of the selected packages)/i,
    /^package ID specification .{1,200} did not match/,
    /^the package .{1,200} does not contain this feature/,
    /^(?:No matching distribution found|Could not find a version that satisfies)/,
    /^(?:404 Not Found - GET|E404\b)/,
    /^unrecognized file type/,
    /^subcommand wasn't specified; '\w+' can't be assumed/,
    /^(?:package|crate|formula|cask|image) ["'`]?\S{1,200}["'`]? not found/i,
    /^(?:Unable to locate package|No available formula|No such image|No such container|could not find `\S{1,100}` in registry)/,
  ],
  [
    'bad-argument',
    /^(?:missing|the following|not enough|too many|too few|extra|unexpected|got unexpected|insufficient) (?:[\w-]{1,20} ){0,3}(?:arguments?|operands?|parameters?|args?|option|value)\b/i,
    /^(?:You must|Please|You need to|Must) (?:specify|provide|supply|pass|give|set)\b/i,
    /^(?:accepts|requires) (?:at (?:most|least) |exactly |between )?(?:\d|an? |one)/,
    /^.{1,100} requires (?:at least|at most|exactly) \d+ arguments?/,
    new RegExp(
      `^${wrong} (?:[\\w-]{1,30} )?(?:value|choice|argument|number|date|mode|range|duration|time interval|format|regexp?|pattern|character|type|line count|key|key name|identifier)\\b`,
      'i',
    ),
    /^argument \S{1,60}: (?!can't open)/,
    /^.{1,100} must be (?:specified|provided|set|a|an|one of|either|greater|less|between|at least)\b/i,
    /^.{1,200} (?:cannot|can not|can't) be (?:used|combined|specified) (?:with|together|at the same time)/i,
    /^(?:Input must be provided|no (?:input|files?|URL|arguments?|pattern|paths?) (?:files? )?(?:specified|given|provided))/i,
    /^.{1,100} and .{1,100} (?:are mutually exclusive|cannot be used together)/i,
    /^(?:cannot write multiple packages|.{0,300}\bnamed files must|directory \S{1,400} outside|build constraints exclude all)/,
    /^-r not specified; omitting directory/,
    /^(?:Unmatched|missing (?:closing|terminating|opening)|unbalanced|Invalid (?:preceding|back|range|regular)|regex parse error|regex syntax error|unclosed (?:group|character class)|Trailing backslash|nothing to repeat)/i,
    /^(?:unknown|Unknown) (?:JSON field|field|format|type|encoding|column|key|predicate|primary|setting|linters?|rules?|plugins?|files? type)\b/,
    /^(?:key does not contain|not a valid|is not a valid|no such (?:column|field|key)\b)/i,
    /^.{1,100} is not a valid \w/,
    /^HTTP (?:400|404|405|409|410|422)\b/,
    /^.{1,300} \(HTTP (?:400|404|405|409|410|422)\)/,
    /^(?:Could not resolve to an?|GraphQL: Could not resolve|No subschema|Invalid request|Validation Failed|Unprocessable)/i,
    /^\{"message":"(?:Not Found|Invalid request|Validation Failed)/,
    /^(?:cannot create directory|failed to create (?:symbolic|hard) link) .{1,400}: File exists/,
  ],
]);
