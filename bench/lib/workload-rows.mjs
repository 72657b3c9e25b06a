// Rows as agents' tools return them: search hits, log records, database rows, issues, repositories, a tree of files.

const areas = 'auth billing cart catalog checkout search profile orders inventory shipping alerts reports'.split(' ');
const nouns = 'Session Invoice Cart Product Payment Query Profile Order Stock Parcel Alert Report'.split(' ');
const verbs = 'load save merge render parse validate fetch update publish retry archive resolve'.split(' ');
const people = 'ana.ruiz bo.chen carla.weiss dmitri.k ewa.nowak farid.h grace.lee hugo.m'.split(' ');
const services = 'api-gateway order-service payment-service search-indexer session-store mailer'.split(' ');
const regions = ['eu-west-1', 'eu-central-1', 'us-east-1', 'us-west-2', 'ap-south-1'];
const plain = [
  'after the last release the page takes several seconds before anything can be seen',
  'it works in the staging environment with the same data',
  'the cache seems to be read before the tenant is known',
  'I can repeat it on two machines and in a private window',
  'a second attempt a minute later goes through without a change',
  'the change in the retry policy may have something to do with it',
  'we saw the same with the old exporter and worked around it by hand',
  'nothing is written to the audit trail while this happens',
  'the numbers on the dashboard and in the export differ by one day',
  'keyboard users cannot reach the second button at all',
];

/** One of a list. */
export const pick = (next, list) => list[next(list.length)];
export const hex = (next, digits) => Array.from({ length: digits }, () => next(16).toString(16)).join('');
const two = (number) => String(number).padStart(2, '0');
const date = (next) =>
  `2025-${two(1 + next(12))}-${two(1 + next(28))}T${two(next(24))}:${two(next(60))}:${two(next(60))}Z`;
const sentences = (next, count) => Array.from({ length: count }, () => pick(next, plain)).join('. ');
const component = (next) => `${pick(next, nouns)}${pick(next, ['Form', 'Table', 'Panel', 'List', 'Dialog', 'Badge'])}`;

/** A hit of a code search. */
export function codeHit(next) {
  const name = component(next);
  const file = `src/components/${pick(next, areas)}/${name}.tsx`;
  const line = 3 + next(400);
  const hook = name.endsWith('Form')
    ? 'const { register, handleSubmit } = useForm'
    : 'const { data, isLoading } = useQuery';
  return {
    repository: 'acme/storefront-web',
    path: file,
    line,
    language: 'TypeScript',
    symbol: name,
    snippet: `export function ${name}({ ${pick(next, verbs)}, ${pick(next, areas)} }: ${name}Props) {\n  ${hook}<${pick(next, nouns)}>();`,
    score: (50 + next(50)) / 100,
    author: pick(next, people),
    last_modified: date(next),
    commit: hex(next, 40),
    url: `https://github.com/acme/storefront-web/blob/main/${file}#L${line}`,
  };
}

/** A log record; times increase with the index. */
export function logRecord(next, index) {
  const [level, message] =
    next(12) === 0
      ? ['WARN', `Cache miss ratio ${20 + next(30)} % above the target for ${pick(next, areas)}`]
      : [
          'INFO',
          `${pick(next, ['Request served', 'Job finished', 'Batch written', 'Session renewed'])} for ${pick(next, areas)}`,
        ];
  return {
    timestamp: `2025-11-20T14:${two(Math.floor(index / 10) % 60)}:${two((index % 10) * 6)}.${100 + next(900)}Z`,
    level,
    service: pick(next, services),
    host: `ip-10-0-${next(8)}-${next(250)}`,
    message,
    trace_id: hex(next, 16),
    duration_ms: 8 + next(60),
    status_code: 200,
  };
}

/** A row of an orders table. */
export function orderRow(next, index) {
  return {
    id: 880_000 + index,
    order_id: `ORD-${10_000 + next(89_999)}`,
    customer_id: `cus_${hex(next, 10)}`,
    status: pick(next, ['completed', 'completed', 'completed', 'shipped', 'pending']),
    amount: (1_000 + next(20_000)) / 100,
    currency: pick(next, ['EUR', 'EUR', 'USD']),
    region: pick(next, regions),
    retries: next(2),
    created_at: date(next),
    error: null,
  };
}

/** A hit of a search for files. */
export function fileHit(next) {
  const name = `${pick(next, verbs)}_${pick(next, areas)}`;
  return {
    path: `services/${pick(next, services)}/${pick(next, areas)}/${name}.${pick(next, ['py', 'yaml', 'ts', 'go'])}`,
    type: 'file',
    size: 400 + next(30_000),
    owner: pick(next, people),
    blob: hex(next, 12),
    modified: date(next),
    matches: 1 + next(5),
    preview: `${pick(next, verbs)} ${pick(next, areas)} settings for ${pick(next, regions)}`,
  };
}

/** An issue of a repository with a body of some sentences. */
export function issue(next, index) {
  const number = 5_200 - index * 3 - next(2);
  return {
    number,
    title: `${pick(next, nouns)} ${pick(next, ['is slow', 'shows old data', 'misses a label', 'needs a filter', 'jumps on load'])} in ${pick(next, areas)}`,
    state: next(3) === 0 ? 'closed' : 'open',
    labels: [pick(next, ['bug', 'enhancement', 'question']), `area/${pick(next, areas)}`],
    author: pick(next, people),
    assignee: next(2) === 0 ? null : pick(next, people),
    comments: next(14),
    created_at: date(next),
    updated_at: date(next),
    url: `https://github.com/acme/storefront-web/issues/${number}`,
    body: sentences(next, 4 + next(5)),
  };
}

/** A repository as a search on a code host returns it. */
export function repository(next) {
  const name = `${pick(next, areas)}-${pick(next, ['client', 'toolkit', 'server', 'examples', 'sdk'])}`;
  const owner = pick(next, people).replace('.', '-');
  return {
    id: 10_000_000 + next(90_000_000),
    full_name: `${owner}/${name}`,
    description: `${pick(next, verbs)} ${pick(next, areas)} ${pick(next, ['for small teams', 'without a server', 'with typed events', 'in one file'])}`,
    html_url: `https://github.com/${owner}/${name}`,
    language: pick(next, ['TypeScript', 'Python', 'Go', 'Rust']),
    stargazers_count: next(4_000),
    forks_count: next(300),
    open_issues_count: next(80),
    topics: [pick(next, areas), pick(next, areas)],
    license: pick(next, ['MIT', 'Apache-2.0', 'BSD-3-Clause']),
    archived: false,
    pushed_at: date(next),
  };
}

/** A folder with `width` entries, folders among them down to `depth`. */
export function tree(next, { name = 'workspace', depth = 3, width = 20, folders = 8 } = {}) {
  const children = Array.from({ length: width }, (_, index) => {
    const entry = `${pick(next, verbs)}_${pick(next, areas)}`;
    if (depth > 1 && index < folders)
      return tree(next, { name: entry, depth: depth - 1, width, folders: folders >> 2 });
    return {
      name: `${entry}.${pick(next, ['py', 'ts', 'md'])}`,
      type: 'file',
      size: 300 + next(9_000),
      modified: date(next),
    };
  });
  return { name, type: 'directory', modified: date(next), children };
}
