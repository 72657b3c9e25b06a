import { matchEnd, matchFrom } from '../match.ts';
import { type PendingDocument, readHereDocuments } from './here-document.ts';
import { type Cursor, readWord, type Word } from './shell-word.ts';

/** The operator between a step and the previous one in the same list; empty for the first one. `|&` counts as `|`. */
export type JoinedBy = '' | '&&' | '||' | ';' | '|' | '&' | '\n';

/** `2>/dev/null` has the operator `2>` and the target `/dev/null`. */
export type Redirection = { readonly operator: string; readonly target: Word };

/** One simple command of a command line. */
export type Step = {
  /** Program and arguments; the words of a header without its keyword. Empty if there are only assignments. */
  readonly words: readonly Word[];
  /** As it was written, without the bodies of here-documents. */
  readonly source: string;
  readonly joinedBy: JoinedBy;
  /** `NAME=value` before the program. */
  readonly assignments: readonly Word[];
  readonly redirections: readonly Redirection[];
  /** Bodies of its here-documents. */
  readonly hereDocuments: readonly string[];
  /**
   * The constructs around the step, outermost first. The steps of a substitution come before the step that contains it.
   */
  readonly within: readonly ('subshell' | 'substitution')[];
  /** The step runs no program: it is the head of a loop, of a choice or of a function. */
  readonly header?: 'for' | 'select' | 'case' | 'function';
};

type StepDraft = {
  start: number;
  end: number;
  readonly words: Word[];
  readonly assignments: Word[];
  readonly redirections: Redirection[];
  readonly hereDocuments: string[];
  header?: Step['header'];
  /** Between `[[` and `]]`, where operators are words. */
  inTest: boolean;
};

type Reader = Cursor & { readonly steps: Step[]; readonly pending: PendingDocument[]; within: Step['within'] };

const maxNesting = 20;
const blanks = /(?:[^\S\n]|\\\r?\n)+/y;
const comment = /#[^\n]*/y;
const operator = /\|\||&&|\|&?|;[;&]*|&(?!>)/y;
const redirection = /(?:\d+|\{\w+\})?(?:<<<|<<-?|<>|<&|<(?!\()|>>|>&|>\||>(?!\())|&>>?/y;
const processSubstitution = /[<>]\(/y;
const noArguments = /\([^\S\n]*\)/y;
/** Bounded, because it is searched again at each `case` without an end. */
const casePattern = /\(?[^()\n]{0,300}\)/y;
const testOperator = /[|&;()<>\n]+/y;
const assignment = /^[A-Za-z_]\w*(?:\[[^\]]*\])?\+?=/;
const openers = new Set(['if', 'then', 'elif', 'else', 'do', 'while', 'until', '{', '!']);
const closers = new Set(['fi', 'done', 'esac', '}']);
const headers = new Set(['for', 'select', 'case', 'function']);

/**
 * The simple commands of a shell's command line, in the order in which they are written. Lists, pipes, quotes,
 * here-documents, subshells, substitutions and compound commands of bash and zsh are understood. Ill-formed input is
 * read as far as possible: an unclosed construct extends to the end. Linear in the length.
 */
export function splitCommand(command: string): readonly Step[] {
  const reader: Reader = {
    text: command,
    at: 0,
    steps: [],
    pending: [],
    within: [],
    inBackticks: false,
    substitution: (close) => nested(reader, 'substitution', close, ''),
  };
  while (reader.at < command.length) readList(reader, '', '');
  return reader.steps;
}

function nested(reader: Reader, kind: 'subshell' | 'substitution', close: ')' | '`', joinedBy: JoinedBy): boolean {
  const { within: outer, inBackticks } = reader;
  if (outer.length >= maxNesting) return false;
  reader.within = [...outer, kind];
  reader.inBackticks = close === '`';
  readList(reader, close, joinedBy);
  reader.within = outer;
  reader.inBackticks = inBackticks;
  return true;
}

function emptyStep(): StepDraft {
  return { start: -1, end: -1, words: [], assignments: [], redirections: [], hereDocuments: [], inTest: false };
}

/** Reads commands up to and including `close`, or to the end. */
function readList(reader: Reader, close: '' | ')' | '`', first: JoinedBy): void {
  const { text } = reader;
  let joinedBy = first;
  let step = emptyStep();
  let cases = 0;
  const finish = (next: JoinedBy) => {
    const held = keep(reader, step, joinedBy);
    if (held || next !== '\n' || joinedBy === '') joinedBy = next;
    step = emptyStep();
  };
  while (reader.at < text.length) {
    const end = matchEnd(blanks, text, reader.at);
    if (end >= 0) {
      reader.at = end;
      continue;
    }
    const character = text[reader.at] as string;
    if (step.inTest) {
      readTestWord(reader, step);
      continue;
    }
    if (character === close) break;
    if (character === '\n') {
      finish('\n');
      reader.at += 1;
      reader.at = readHereDocuments(text, reader.at, reader.pending.splice(0));
    } else if (character === '#') reader.at = matchEnd(comment, text, reader.at);
    else if (character === '(' && step.words.length === 0) {
      reader.at += 1;
      if (!nested(reader, 'subshell', ')', joinedBy)) finish(';');
    } else if (character === '(' || character === ')') readParenthesis(reader, step, finish);
    else if (!readRedirection(reader, step)) {
      const found = matchFrom(operator, text, reader.at)?.[0];
      if (found !== undefined) {
        finish(joint(found));
        reader.at += found.length;
        if (cases > 0 && found.startsWith(';;')) skipPattern(reader);
      } else {
        const begun = addWord(reader, step);
        if (begun === 'function') finish(';');
        else if (begun === 'case') {
          finish(';');
          cases += 1;
          skipPattern(reader);
        } else if (begun === 'esac') cases = Math.max(0, cases - 1);
      }
    }
  }
  keep(reader, step, joinedBy);
  reader.at += 1;
}

function joint(found: string): JoinedBy {
  return found === '|&' ? '|' : found.startsWith(';') ? ';' : (found as JoinedBy);
}

/** Adds the step to the list; false if there is none. */
function keep(reader: Reader, step: StepDraft, joinedBy: JoinedBy): boolean {
  const { words, assignments, redirections, hereDocuments, header } = step;
  if (words.length + assignments.length === 0) return false;
  const source = reader.text.slice(step.start, step.end);
  const { within } = reader;
  const parts = { words, source, joinedBy, assignments, redirections, hereDocuments, within };
  reader.steps.push(header === undefined ? parts : { ...parts, header });
  return true;
}

/** Adds the next word to the step. Returns where a header ends and where the patterns of a choice begin or end. */
function addWord(reader: Reader, step: StepDraft): 'function' | 'case' | 'esac' | undefined {
  const start = reader.at;
  const word = matchEnd(processSubstitution, reader.text, start) >= 0 ? readProcess(reader) : readWord(reader);
  const isFirst = step.words.length === 0 && step.header === undefined;
  const mayOpen = isFirst || (step.header === 'function' && step.words.length === 1);
  const bare = mayOpen && !word.quoted && step.assignments.length === 0 ? word.text : '';
  if (bare === '{' && step.header === 'function') return 'function';
  if (openers.has(bare)) return undefined;
  if (closers.has(bare)) return bare === 'esac' ? bare : undefined;
  if (step.start < 0) step.start = start;
  if (headers.has(bare)) step.header = bare as Step['header'];
  else if (isFirst && assignment.test(word.text)) step.assignments.push(word);
  else step.words.push(word);
  step.end = reader.at;
  step.inTest = bare === '[[';
  return step.header === 'case' && word.text === 'in' ? 'case' : undefined;
}

function readProcess(reader: Reader): Word {
  const start = reader.at;
  reader.at += 2;
  reader.substitution(')');
  const text = reader.text.slice(start, reader.at);
  return { text, quoted: false, variable: false, glob: false, substitution: true };
}

function readTestWord(reader: Reader, step: StepDraft): void {
  const end = matchEnd(testOperator, reader.text, reader.at);
  if (end >= 0) {
    const text = reader.text.slice(reader.at, end);
    step.words.push({ text, quoted: false, variable: false, glob: false, substitution: false });
    reader.at = step.end = end;
    return;
  }
  const word = readWord(reader);
  step.words.push(word);
  step.end = reader.at;
  if (word.text === ']]') step.inTest = false;
}

/** `name()` begins a function; any other parenthesis after a word ends the step. */
function readParenthesis(reader: Reader, step: StepDraft, finish: (next: JoinedBy) => void): void {
  const end = step.words.length === 1 ? matchEnd(noArguments, reader.text, reader.at) : -1;
  if (end >= 0) step.header = 'function';
  reader.at = end < 0 ? reader.at + 1 : end;
  finish(';');
}

function skipPattern(reader: Reader): void {
  let end = reader.at;
  for (
    let next = end;
    next >= 0;
    next = Math.max(matchEnd(blanks, reader.text, end), matchEnd(comment, reader.text, end))
  ) {
    end = next;
    while (reader.text[end] === '\n') end += 1;
  }
  if (/^esac\b/.test(reader.text.slice(end, end + 5))) return;
  const behind = matchEnd(casePattern, reader.text, end);
  if (behind >= 0) reader.at = behind;
}

function readRedirection(reader: Reader, step: StepDraft): boolean {
  const found = matchFrom(redirection, reader.text, reader.at)?.[0];
  if (found === undefined) return false;
  if (step.start < 0) step.start = reader.at;
  reader.at += found.length;
  const end = matchEnd(blanks, reader.text, reader.at);
  if (end >= 0) reader.at = end;
  const target = readWord(reader);
  step.end = reader.at;
  step.redirections.push({ operator: found, target });
  if (/<<-?$/.test(found) && !found.endsWith('<<<') && target.text !== '')
    reader.pending.push({ end: target.text, tabs: found.endsWith('-'), bodies: step.hereDocuments });
  return true;
}
