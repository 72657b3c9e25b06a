import type { Elements } from './elements.ts';

const lineKey = /(?:^|\.)(?:line|lnum|line_?(?:no|num|number)|start_?line)$/i;
const lineNumber = /^\d{1,9}$/;

/** Indices of the elements that name a line of a file, as the hits of a search do. */
export function findPlaces({ columns }: Elements): readonly number[] {
  return columns
    .filter(({ path, raw }) => lineKey.test(path) && raw.every((value) => lineNumber.test(value)))
    .flatMap(({ index }) => index);
}
