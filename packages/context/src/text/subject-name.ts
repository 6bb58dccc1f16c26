import { baseName } from './language.ts';

/** Name of the thing that a file is about, without the marks of a test: `cart.test.ts` and `cart.ts` are alike. */
export function subjectName(path: string): string {
  const name = baseName(path).replace(/(?!^)\.\w+$/, '');
  const bare = name.replace(
    /([._-](test|tests|spec|test-d|e2e))+$|^test_|(?<=[a-z])Tests?$|(?<=[a-z])TestCase$/g,
    '',
  );
  return bare.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}
