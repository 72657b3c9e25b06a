export { hashAt } from '../lib/prefix-hash.ts';
