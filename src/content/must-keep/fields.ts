/** What a field of a record says about a failure. */
export type Role = 'error' | 'status' | 'message' | 'name' | 'none';

/** A place in the shape of a JSON text: the same for all elements of an array. */
export type Field = {
  readonly role: Role;
  readonly children: Map<string, Field>;
  /** The numbers of this field, and where they are. */
  readonly numbers: number[];
  readonly offsets: number[];
  /** How often each value of a status occurred here; at most a few dozen values. */
  readonly statuses: Map<string, number>;
};

/** A string of a record: its field, and its place between the quotes. */
export type Told = { readonly field: Field; readonly start: number; readonly end: number };

const failureKey =
  /^(?:error|errors|err|exception|failure|failures|fatal|panic|traceback|stack|stderr|error_?message|fail(?:ed)?_?reason)$/i;
const statusKey = /^(?:status|state|level|severity|conclusion|outcome|result|action|verdict)$/i;
const messageKey = /^(?:message|msg|reason|detail|details|description)$/i;
const nameKey = /^(?:title|name|test|nodeid|id|key|path|file)$/i;

/** The field of a key under another one; created if it is new. */
export function fieldOf(parent: Field, key: string): Field {
  const known = parent.children.get(key);
  if (known !== undefined) return known;
  const made = newField(key);
  parent.children.set(key, made);
  return made;
}

/** A field without children. */
export function newField(key: string): Field {
  return { role: roleOf(key), children: new Map(), numbers: [], offsets: [], statuses: new Map() };
}

function roleOf(key: string): Role {
  if (key.length > 20) return 'none';
  if (failureKey.test(key)) return 'error';
  if (statusKey.test(key)) return 'status';
  if (messageKey.test(key)) return 'message';
  return nameKey.test(key) ? 'name' : 'none';
}
