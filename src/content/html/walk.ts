import type { Extent, Scope } from './parts.ts';
import type { ElementNode } from './tree.ts';
import type { Writer } from './writer.ts';

/** How a page is rendered. */
export type RenderOptions = {
  readonly scope: Scope;
  /** Whether links show their target. */
  readonly targets: boolean;
  /** The line that replaces navigation. */
  readonly leftOut: (links: number, range: readonly [start: number, end: number]) => string;
};

/** The state while a page is written. */
export type Walk = RenderOptions & {
  readonly source: string;
  readonly extents: ReadonlyMap<ElementNode, Extent>;
  readonly boilerplate: ReadonlySet<ElementNode>;
  readonly writer: Writer;
  readonly ranges: [number, number][];
  /** Targets that were already written. */
  readonly written: Set<string>;
  /** Inside a heading, where links are controls and not part of the text. */
  readonly inHeading: boolean;
  /** The navigation that was left out last, and how many blocks were before it. */
  readonly gap: { links: number; from: number; blocks: number };
};
