import { Converter, ReflectionKind } from 'typedoc';

/**
 * Shows an error catalogue as `ErrorCatalogue` alone. Its type argument repeats the whole declaration, whose every
 * field would be a page of its own; the codes have their pages in `docs/errors`.
 */
export function load(app) {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const variable of project.getReflectionsByKind(ReflectionKind.Variable)) {
      const { type } = variable;
      if (type?.type !== 'reference' || type.name !== 'ErrorCatalogue' || !type.typeArguments) continue;
      for (const argument of type.typeArguments) project.removeTypeReflections(argument);
      type.typeArguments = undefined;
    }
  });
}
