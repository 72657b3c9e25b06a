import type { Usage } from '../../../src/model/usage.ts';
import { byteLines } from '../transcript-lines.ts';

/** The meaning of one or a few lines of the history. */
export type ChatLine =
  | { readonly kind: 'typed'; readonly text: string }
  | { readonly kind: 'usage'; readonly usage: Usage }
  | { readonly kind: 'version' | 'model'; readonly name: string };

const start = /^# aider chat started at (\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)\r?$/;

/** When a session began, from a line of the history, in local time; `undefined` for any other line. */
export function startedAt(line: string): string | undefined {
  const found = start.exec(line);
  return found === null ? undefined : `${found[1]}T${found[2]}`;
}

/**
 * Reads a part of a history. Lines of the person and of the agent end with two spaces, unlike the model's headings and
 * quotations. It contains no command output.
 * @param range byte range, end exclusive
 */
export async function* chatLines(file: string, range: readonly [number, number]): AsyncGenerator<ChatLine> {
  let typed: string[] = [];
  for await (const { bytes } of byteLines(file, undefined, range)) {
    const line = bytes.toString('utf8');
    const text = /^#### (.*) {2}\r?$/.exec(line)?.[1];
    if (text !== undefined) {
      typed.push(text);
      continue;
    }
    yield* whole(typed);
    typed = [];
    const told = /^> (.*) {2}\r?$/.exec(line)?.[1];
    if (told !== undefined) yield* saidByAgent(told);
  }
  yield* whole(typed);
}

/**
 * What a person asks the model, without the command that a question may begin with; other commands do not ask the
 * model.
 */
function whole(lines: readonly string[]): readonly ChatLine[] {
  const text = lines.join('\n').replace(/^\/(?:ask|code|architect|context) /, '');
  return text === '' || text === '<blank>' || /^[/!]/.test(text) ? [] : [{ kind: 'typed', text }];
}

function saidByAgent(text: string): readonly ChatLine[] {
  const version = /^Aider v(\S+)$/.exec(text)?.[1];
  if (version !== undefined) return [{ kind: 'version', name: version }];
  const model = /^(?:Main model|Model): (\S+) with /.exec(text)?.[1];
  if (model !== undefined) return [{ kind: 'model', name: model }];
  const usage = text.startsWith('Tokens: ') ? usageOf(text) : undefined;
  return usage === undefined ? [] : [{ kind: 'usage', usage }];
}

/** The figures are rounded by the agent: to a hundred from 1,000 on, to a thousand from 10,000 on. */
function usageOf(text: string): Usage | undefined {
  const count = (what: string) => {
    const [, figure, thousands] = new RegExp(`([\\d.]{1,12})(k?) ${what}`).exec(text) ?? [];
    return figure === undefined ? undefined : Math.round(Number(figure) * (thousands === 'k' ? 1000 : 1));
  };
  const [sent, output] = [count('sent'), count('received')];
  if (sent === undefined || output === undefined) return undefined;
  const [write, read] = [count('cache write') ?? 0, count('cache hit') ?? 0];
  return { uncached: Math.max(0, sent - write - read), write, writeLong: 0, read, output };
}
