/**
 * Keeps this process off the terminal: Node's warnings and uncaught errors go to `report` and not to stderr. An error
 * of ours must not end the process either, since the agent's requests go through it.
 * @returns a function that undoes this
 */
export function silence(report: (problem: string) => void): () => void {
  const shown = process.listeners('warning');
  const tell = (problem: unknown) => {
    report(problem instanceof Error ? (problem.stack ?? String(problem)) : String(problem));
  };
  process.removeAllListeners('warning');
  process.on('warning', tell);
  process.on('uncaughtException', tell);
  process.on('unhandledRejection', tell);
  return () => {
    process.off('warning', tell);
    process.off('uncaughtException', tell);
    process.off('unhandledRejection', tell);
    for (const listener of shown) process.on('warning', listener);
  };
}
