/** A binary heap of numbers, smallest first. */
export type Heap = {
  push(value: number): void;
  /** Takes the smallest value out; `undefined` when empty. */
  pop(): number | undefined;
};

/** An empty heap. */
export function createHeap(): Heap {
  const values: number[] = [];
  return {
    push(value) {
      let hole = values.length;
      values.push(value);
      while (hole > 0) {
        const parent = (hole - 1) >> 1;
        const above = values[parent] as number;
        if (above <= value) break;
        values[hole] = above;
        hole = parent;
      }
      values[hole] = value;
    },
    pop() {
      const smallest = values[0];
      const last = values.pop();
      if (last !== undefined && values.length > 0) sink(values, last);
      return smallest;
    },
  };
}

/** Puts a value at the top, and moves it down to where it belongs. */
function sink(values: number[], value: number): void {
  const size = values.length;
  let hole = 0;
  for (let child = 1; child < size; child = 2 * hole + 1) {
    if (child + 1 < size && (values[child + 1] as number) < (values[child] as number)) child += 1;
    const below = values[child] as number;
    if (below >= value) break;
    values[hole] = below;
    hole = child;
  }
  values[hole] = value;
}
