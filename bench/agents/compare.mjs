// What must be equal, and what must be less, when an agent runs through the proxy.

/** Share of the direct run's tokens by which two runs of the same agent may differ: identifiers and times have no fixed length. */
const noise = 0.005;

/** The forbidden differences between a direct and a wrapped run; empty when all is well. */
export function differences(direct, wrapped, saves) {
  const found = [];
  const differ = (what, before, after) => found.push(`${what}: expected ${before}, found ${after}`);
  if (direct.exit !== 0) differ('exit of the direct run', 0, direct.exit);
  if (direct.exit !== wrapped.exit) differ('exit', direct.exit, wrapped.exit);
  if (direct.calls.join() !== wrapped.calls.join()) differ('tool calls', direct.calls.join(), wrapped.calls.join());
  if (wrapped.failures.length > 0) differ('statuses', 'no 5xx', wrapped.failures.join());
  const added = [...wrapped.paths].filter((file) => !direct.paths.has(file));
  if (added.length > 0) differ('files in the home', 'those of the direct run', added.slice(0, 5).join(', '));
  for (const [file, hash] of Object.entries(direct.own)) {
    if (wrapped.own[file] !== hash) differ(file, 'the same bytes', wrapped.own[file] ?? 'no file');
  }
  if (saves && wrapped.prompt >= direct.prompt) differ('prompt tokens', `less than ${direct.prompt}`, wrapped.prompt);
  if (wrapped.fresh > direct.fresh * (1 + noise)) differ('uncached tokens', `at most ${direct.fresh}`, wrapped.fresh);
  return found;
}
