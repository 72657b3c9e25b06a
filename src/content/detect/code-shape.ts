import { shareOf } from './sample.ts';

const maxNumberedLines = 120;
const numbered = /^\s*\d+(?:[:|→\t]|\s\|)\s?/;
/** A number and the separator that viewers put after it; a number with a column is a finding's. */
const numberInFront = /^\s*(\d+)(?:[|→\t]|:(?!\d+\s)| \|)/;
/** The rule between the head of a table and its rows. */
const tableRule = /^[-+=| ]{8,}$/;
const statement =
  /^\s*(?:import\s[\w{*"'.(]|from\s[\w.]+\simport\b|export\s+(?:default|const|let|function|class|type|interface|async|enum|abstract|\{|\*)|(?:pub(?:\([a-z]+\))?\s+)?(?:fn|struct|enum|impl|mod|trait|use)\s\w|(?:async\s+)?(?:def|function)\s\w|class\s\w+\s*[:({<]?|func\s[(\w]|package\s[\w.]+;?$|#\s*(?:include|define|ifn?def|endif|pragma)\b|(?:const|let|var)\s[\w{[(]|type\s\w+\s(?:=|struct|interface|func)|return\b|(?:\}\s*)?(?:else\s+)?(?:if|for|while|switch)\s*\(|(?:if|elif|for|while|with|try|except)\b.*:$|(?:if|for|switch)\s.*\{$|(?:public|private|protected|static|final|readonly|abstract|override)\s\w|(?:this|self)\.\w+|[\w.]+\s:=\s|t\.\w+\()/;
const codeLine =
  /[{};,([]\s*$|^\s*(?:\/\/|\/\*|\*\s|\*\/|\*$|[)}\]]|@\w+|"[^"]*"[,)]?$)|\)\s*:$|=>|^\s*#\s|^\s*[\w.]+\([^)]*\)$|^\s*[\w.[\]]+ (?::?=|\+=) \S/;
const opening =
  /^\s*(?:#!\s?\/|\/\/|\/\*|<\?php|"""|'use strict'|"use (?:strict|client|server)"|package [\w.]+;?\s*$|# (?:-\*-|frozen_string_literal|coding))/;

/** Lines without the numbers that a viewer put at their start. */
export function withoutNumbers(lines: readonly string[]): readonly string[] {
  return lines.map((line) => line.replace(numbered, ''));
}

/** Whether the lines are plainly source code, whatever printed them; line numbers in front do not matter. */
export function isCode(lines: readonly string[]): boolean {
  const bare = withoutNumbers(lines).filter((line) => line.trim() !== '');
  if (bare.length < 5) return false;
  if (opening.test(bare[0] as string) && shareOf(bare, (line) => line.startsWith('- ')) < 0.1) return true;
  const statements = shareOf(bare, (line) => statement.test(line));
  const others = shareOf(bare, (line) => !statement.test(line) && codeLine.test(line));
  if (statements >= 0.08) return statements + others >= 0.5;
  return statements + others >= 0.7 && shareOf(bare, (line) => /[{};]\s*$/.test(line)) >= 0.5;
}

/** Whether the first lines are numbered consecutively, as viewers and editors print any file. */
export function isNumberedFile(lines: readonly string[]): boolean {
  if (lines.slice(0, 4).some((line) => tableRule.test(line))) return false;
  const numbers = lines.slice(0, maxNumberedLines).map((line) => Number(numberInFront.exec(line)?.[1] ?? Number.NaN));
  const steps = numbers.filter((number, index) => index > 0 && number === (numbers[index - 1] as number) + 1).length;
  return steps >= 4 && steps >= 0.6 * (lines.length < maxNumberedLines ? lines.length - 1 : maxNumberedLines - 1);
}
