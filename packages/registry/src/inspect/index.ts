export { bootTree } from './boot-tree.ts';
export {
  type ComponentDescription,
  describeScope,
  type ScopeDescription,
} from './describe.ts';
