import { withFound } from '../finding.ts';
import { type ExactLoader, ifInstalled } from './exact-parser.ts';

/** YAML 1.2. Slower than the grammar by an order of magnitude, so it is only asked why the grammar rejects. */
export const loadYaml: ExactLoader = async () => {
  const yaml = await ifInstalled(() => import('yaml'));
  if (yaml === undefined) return undefined;
  return {
    name: 'yaml',
    role: 'confirms',
    find: ({ text }) => {
      const parsed = yaml.parseAllDocuments(text, {
        prettyErrors: false,
        logLevel: 'silent',
        uniqueKeys: false,
      });
      const documents = Array.isArray(parsed) ? parsed : [];
      return documents
        .flatMap((document) => document.errors)
        .map(({ code, message, pos: [start, end] }) => ({
          start,
          end,
          code: code.toLowerCase().replaceAll('_', '-'),
          message: withFound(message, text, start),
        }));
    },
  };
};
