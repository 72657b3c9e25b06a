/** Failing records that are compared; more of them are a series of its own. */
const mostValues = 400;
/** Characters of a value that are compared. */
const longestValue = 200;

const failureKey =
  /^(?:error|errors|err|exception|failure|fatal|panic|traceback|stack|stderr|error_?message|fail(?:ed)?_?reason)$/i;
const statusKey = /^(?:status|state|level|severity|conclusion|outcome|result|action|verdict)$/i;
const failureStatus =
  /^(?:error|err|fail|failed|failure|fatal|critical|panic|crash(?:ed)?|denied|timeout|timed_out|unhealthy|crashloopbackoff)$/i;
const telling = /^(?:message|msg|reason|detail|details|description|title|name|test|id|key|path)$/i;

/**
 * The texts that tell what went wrong in JSON: values of error fields, and of records whose status is a failure.
 * @returns `undefined` when the text is not one JSON array or object.
 */
export function findJsonFacts(text: string): readonly string[] | undefined {
  const start = text.trimStart()[0];
  if (start !== '[' && start !== '{') return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const found = new Set<string>();
  const open: unknown[] = [value];
  while (open.length > 0 && found.size < mostValues) {
    const each = open.pop();
    if (typeof each !== 'object' || each === null) continue;
    if (!Array.isArray(each)) addRecordFacts(each, found);
    for (const child of Object.values(each)) if (typeof child === 'object' && child !== null) open.push(child);
  }
  return [...found];
}

function addRecordFacts(record: object, found: Set<string>): void {
  const entries = Object.entries(record);
  const failing = entries.some(
    ([key, value]) => statusKey.test(key) && typeof value === 'string' && failureStatus.test(value),
  );
  for (const [key, value] of entries) {
    if (typeof value !== 'string' || value === '') continue;
    if (failureKey.test(key) || (failing && (telling.test(key) || statusKey.test(key)))) found.add(comparable(value));
  }
}

/** A value as JSON spells it, without quotes, cut so that no escape is split. */
function comparable(value: string): string {
  return JSON.stringify(value.slice(0, longestValue).replace(/[\ud800-\udbff]$/, '')).slice(1, -1);
}
