import type { Elements } from './elements.ts';

const lineKey = /(?:^|\.)(?:line|lnum|line_?(?:no|num|number)|start_?line)$/i;
const lineNumber = /^\d{1,9}$/;

/** Whether most elements of an array name a line of a file, as the hits of a search do. */
export function namesPlaces({ columns, nodes }: Elements): boolean {
  return columns.some(
    ({ path, index, raw }) =>
      lineKey.test(path) && new Set(index).size * 2 > nodes.length && raw.every((value) => lineNumber.test(value)),
  );
}
