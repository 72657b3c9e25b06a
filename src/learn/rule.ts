import type { FailureClass } from './failure.ts';
import type { Message } from './message.ts';

/** The pattern of a message that shows a class. */
export type Rule = { readonly class: FailureClass; readonly pattern: RegExp };

/** Rules from a table of classes and their patterns. Patterns are anchored at the beginning of the text. */
export function rules(table: readonly (readonly [FailureClass, ...RegExp[]])[]): readonly Rule[] {
  return table.flatMap(([name, ...patterns]) => patterns.map((pattern) => ({ class: name, pattern })));
}

/** The first rule that fits a message, on the whole line or without its prefix. */
export function ruleFor(message: Message, from: readonly Rule[]): Rule | undefined {
  return from.find(({ pattern }) => pattern.test(message.text) || pattern.test(message.line));
}
