export { collectCatalogues } from './collect.ts';
export { docsUrl } from './docs-url.ts';
export { errorPage, type PageNotes } from './page.ts';
export { PROBLEM_TYPE, type ProblemDocument, type ProblemOptions, toProblem } from './problem.ts';
export { type RenderOptions, renderError } from './render.ts';
export { catalogueSchema, type JsonSchema } from './schema.ts';
