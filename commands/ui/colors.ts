import pc from 'picocolors';

/** Colours for a stream: none where it is not a terminal, or where `NO_COLOR` says so. */
export function colorsFor(stream: { readonly isTTY?: boolean }): ReturnType<typeof pc.createColors> {
  return pc.createColors(stream.isTTY === true && pc.isColorSupported);
}
