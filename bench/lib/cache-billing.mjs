// The cost of a program's requests in virtual time, with breakpoints inserted by one rule, on the replay's model of the
// cache.

/** The cache as a running request sees and writes it. Nobody else can read its entries until its answer has begun. */
class EntriesInFlight {
  #landed;
  #own = new Map();

  constructor(landed) {
    this.#landed = landed;
  }

  get(key) {
    const own = this.#own.get(key);
    if (own !== undefined) return own;
    const landed = this.#landed.get(key);
    if (landed === undefined) return undefined;
    // The model prolongs what it reads in place; a copy hides that from requests sent at the same time.
    const copy = { ...landed };
    this.#own.set(key, copy);
    return copy;
  }

  set(key, entry) {
    this.#own.set(key, entry);
  }

  land() {
    for (const [key, entry] of this.#own) {
      const landed = this.#landed.get(key);
      if (landed === undefined || landed.expires < entry.expires) this.#landed.set(key, entry);
    }
  }
}

/** The events in order: a request is sent, its answer begins, its answer ends. */
function timeline(requests) {
  const events = requests.flatMap((request, index) => [
    { time: request.at, step: 2, request, index },
    { time: request.at + request.begins, step: 0, request, index },
    { time: request.at + request.ends, step: 1, request, index },
  ]);
  // At the same moment, beginnings and ends come first: a client sends its next request after that.
  return events.sort((a, b) => a.time - b.time || a.step - b.step || a.index - b.index);
}

const withoutCaching = { write5m: 0, write1h: 0, read: 0 };

/**
 * The receipts of one rule's requests, in the order in which they were sent.
 * @param requests `{at, begins, ends, model, body, userAgent}`; times in milliseconds, `begins` and `ends` after `at`
 * @param rule `{prepare(request) → {body, id?}, begun?(id), receipt?(id, dollars, tokens)}`
 * @param model `{BreakpointCache, promptParts, inputCost, count}` of the replay
 */
export function receipts(requests, rule, { BreakpointCache, promptParts, inputCost, count }) {
  const landed = new Map();
  const sent = new Map();
  const price = (name, usage) => inputCost(name, 'anthropic', usage);
  for (const { time, step, request, index } of timeline(requests)) {
    if (step === 2) {
      const { body, id } = rule.prepare(request);
      const parts = promptParts(body, 'messages', count);
      const entries = new EntriesInFlight(landed);
      const cache = new BreakpointCache();
      cache.entries = entries;
      const usage = cache.account(parts, time, request.model);
      const dollars = price(request.model, usage);
      const direct = price(request.model, { uncached: usage.total, ...withoutCaching });
      const marks = parts.flatMap(({ cc }, at) => (cc ? [at] : []));
      sent.set(index, { id, entries, usage, dollars, direct, marks, parts: parts.length });
    } else if (step === 0) {
      sent.get(index).entries.land();
      rule.begun?.(sent.get(index).id);
    } else {
      const { id, dollars, direct, usage } = sent.get(index);
      rule.receipt?.(id, direct - dollars, usage.total);
    }
  }
  return requests.map((_, index) => {
    const { usage, dollars, direct, marks, parts } = sent.get(index);
    const { total, read, write5m: write, uncached } = usage;
    return { dollars, direct, total, read, write, uncached, marks, parts };
  });
}
