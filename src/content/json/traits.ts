import { childrenOf, type JsonNode } from './tree.ts';

/** The scalars of an element by path, `[]` for any array position, and what makes it stand out by itself. */
export type Traits = {
  readonly scalars: ReadonlyMap<string, readonly string[]>;
  /** Its keys, or its type where it is no object: elements of one shape are spelled alike. */
  readonly shape: string;
  /** What it reports as failed, as `path=value` without digits; empty when nothing. */
  readonly failures: readonly string[];
  /** Its source text in lower case, for looking words up. */
  readonly words: string;
};

const maxScalars = 600;
const maxDepth = 12;
const messageCharacters = 2000;
const stateKey =
  /(?:^|[._-])(?:status|state|level|severity|priority|conclusion|result|outcome|verdict|health|phase|reason|action|type|label|kind|class)$/i;
const failureKey =
  /(?:^|[._-])(?:errors?|exceptions?|failures?|failed|stack_?trace|traceback|error_?message|stderr|panic)$/i;
const codeKey = /(?:^|[._-])(?:status_?code|http_?status|response_?code|exit_?code|return_?code|code|status)$/i;
const badWord =
  /\b(?:err|error|errors|errored|fail|fails|failed|failing|failure|fatal|critical|panic|exception|crash|crashed|crashloopbackoff|oomkilled|killed|timeout|timed[ _-]?out|unhealthy|unavailable|rejected|aborted|emergency|alert|severe|denied|degraded)\b/i;
const messageKey = /(?:^|[._-])(?:output|message|msg|text|log|line|body|detail|details|description|summary)$/i;
const badMessage =
  /---\s*FAIL\b|\bFAIL(?:ED|URE)?\b|\bERROR\b|\bFATAL\b|\bpanic:|\b\w*(?:Error|Exception)\b:|\bTraceback\b|\b[Ff]ailed to\b|^"error\b|\b[\w-]+\.[a-z]{1,5}:\d+\b/;
const nothing = /^(?:null|false|0|""|"0"|"none"|"ok"|"success"|"false"|"null")$/i;

/** Reads what `chooseElements` looks at from one element. */
export function traitsOf(text: string, node: JsonNode): Traits {
  const scalars = new Map<string, string[]>();
  const failures = new Set<string>();
  let count = 0;
  const visit = (value: JsonNode, path: string, depth: number) => {
    if (count >= maxScalars || depth > maxDepth) return;
    if (value.type === 'scalar') {
      count++;
      const known = scalars.get(path);
      if (known === undefined) scalars.set(path, [value.raw]);
      else known.push(value.raw);
      if (isFailure(path, value.raw)) failures.add(`${path}=${value.raw.replace(/\d+/g, '#').slice(0, 120)}`);
      return;
    }
    const children = childrenOf(value);
    if (children.length > 0 && failureKey.test(path)) failures.add(`${path}=`);
    for (const [index, child] of children.entries()) {
      const key = value.type === 'record' ? (value.keys[index] as string).slice(1, -1) : '[]';
      visit(child, path === '' ? key : `${path}.${key}`, depth + 1);
    }
  };
  visit(node, '', 0);
  const shape =
    node.type === 'record' ? [...node.keys].sort().join() : node.type === 'scalar' ? typeName(node.raw) : '[]';
  return { scalars, shape, failures: [...failures], words: text.slice(node.start, node.end).toLowerCase() };
}

function typeName(raw: string): string {
  return raw.startsWith('"') ? 'string' : /^[-\d]/.test(raw) ? 'number' : raw;
}

function isFailure(path: string, raw: string): boolean {
  if (failureKey.test(path)) return !nothing.test(raw);
  const number = /^"?(-?\d{1,3})"?$/.exec(raw)?.[1];
  if (codeKey.test(path) && number !== undefined) {
    const value = Number(number);
    return /exit|return/i.test(path) ? value !== 0 : value >= 400 && value <= 599;
  }
  if (/(?:^|[._-])(?:success|ok|passed|healthy)$/i.test(path)) return raw === 'false';
  if (messageKey.test(path) && badMessage.test(raw.slice(0, messageCharacters))) return true;
  return stateKey.test(path) && raw.length <= 80 && badWord.test(raw.replace(/[_-]/g, ' '));
}
