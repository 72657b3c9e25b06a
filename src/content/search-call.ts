import type { ToolCall } from '../model/block.ts';
import { searchesFiles } from './detect/comparison.ts';

/** A tool whose name has one of these words looks for something. */
const searching = /(?:^|[^A-Za-z]|(?<=[a-z])(?=[A-Z]))(?:[Ss]earch|[Gg]rep|[Rr]ipgrep|[Ff]ind)(?:$|[^a-z])/;

/** Whether a call looks for something in files, so that its results name places. */
export function searchesForPlaces(call: ToolCall | undefined): boolean {
  if (call === undefined) return false;
  return call.command === undefined ? searching.test(call.tool) : searchesFiles(call.command);
}
