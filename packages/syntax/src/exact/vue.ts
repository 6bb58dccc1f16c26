import { type Finding, withFound } from '../finding.ts';
import { type ExactLoader, ifInstalled } from './exact-parser.ts';

/** Components of Vue: their blocks, and the template with its expressions. */
export const loadVue: ExactLoader = async () => {
  const compiler = await ifInstalled(() => import('@vue/compiler-sfc'));
  if (compiler === undefined) return undefined;
  return {
    name: 'vue',
    pace: 200,
    blind: ['styles'],
    find: ({ text }) => {
      const { errors } = compiler.parse(text, { sourceMap: false, ignoreEmpty: false });
      return errors.map((error): Finding => {
        const { start, end } = 'loc' in error && error.loc ? error.loc : { start: undefined, end: undefined };
        const from = start?.offset ?? 0;
        const message = withFound(error.message.replace(/ \(\d+:\d+\)$/, ''), text, from);
        return { start: from, end: end?.offset ?? from, code: 'syntax-error', message };
      });
    },
  };
};
