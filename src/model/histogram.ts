/**
 * Buckets of a histogram whose widths grow with the value, so that histograms can be added and a percentile of their sum is known to
 * 5 %. Bucket n holds the values from `growth^n` up to `growth^(n + 1)`.
 */
const growth = 1.1;
/** Values below are all taken for it. */
const least = 0.001;

/** The bucket of a value. */
export function bucketOf(value: number): number {
  return Math.floor(Math.log(Math.max(least, value)) / Math.log(growth));
}

/**
 * The value that a share of the values does not exceed (nearest rank), as the geometric middle of its bucket; 0 where there is none.
 * @param buckets how many values there are in each bucket
 */
export function percentileOf(buckets: ReadonlyMap<number, number>, share: number): number {
  const ordered = [...buckets].sort(([a], [b]) => a - b);
  const rank = Math.max(1, Math.ceil(share * ordered.reduce((sum, [, count]) => sum + count, 0)));
  let passed = 0;
  for (const [bucket, count] of ordered) {
    passed += count;
    if (passed >= rank) return bucket <= bucketOf(least) ? 0 : growth ** (bucket + 0.5);
  }
  return 0;
}
