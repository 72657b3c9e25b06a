/** A function that counts `flag` up while it runs, so that another thread can see where this one is. */
export function marked<Args extends readonly unknown[], Result>(
  flag: Int32Array,
  work: (...args: Args) => Result,
): (...args: Args) => Result {
  return (...args) => {
    Atomics.add(flag, 0, 1);
    try {
      return work(...args);
    } finally {
      Atomics.sub(flag, 0, 1);
    }
  };
}

/** The same for every method of an object. */
export function markedAll<Methods extends object>(flag: Int32Array, methods: Methods): Methods {
  const entries = Object.entries(methods) as [string, (...args: readonly unknown[]) => unknown][];
  return Object.fromEntries(entries.map(([name, method]) => [name, marked(flag, method)])) as Methods;
}
