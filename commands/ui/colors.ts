import pc from 'picocolors';

/** Colours for a stream: none if it is not a terminal, or if `NO_COLOR` is set. */
export function colorsFor(stream: { readonly isTTY?: boolean }): ReturnType<typeof pc.createColors> {
  return pc.createColors(stream.isTTY === true && pc.isColorSupported);
}
