import type { Extent, Scope } from './parts.ts';
import type { ElementNode } from './tree.ts';
import type { Writer } from './writer.ts';

/** How a page is rendered. */
export type RenderOptions = {
  readonly scope: Scope;
  /** Whether links name where they lead. */
  readonly targets: boolean;
  /** The line that stands for navigation that is left out. */
  readonly leftOut: (links: number, range: readonly [start: number, end: number]) => string;
};

/** What is known while a page is written. */
export type Walk = RenderOptions & {
  readonly source: string;
  readonly extents: ReadonlyMap<ElementNode, Extent>;
  readonly boilerplate: ReadonlySet<ElementNode>;
  readonly writer: Writer;
  readonly ranges: [number, number][];
  /** Links that were written with their target. */
  readonly written: Set<string>;
  /** Inside a heading, where links are tools and not part of what is told. */
  readonly inHeading: boolean;
  /** Navigation that was left out last, and how many blocks stood above it. */
  readonly gap: { links: number; from: number; blocks: number };
};
