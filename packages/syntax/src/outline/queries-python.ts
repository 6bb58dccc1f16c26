/** Python. */
export const python = `
(class_definition name: (identifier) @id) @class
(function_definition name: (identifier) @id) @function
(class_definition body: (block (function_definition name: (identifier) @id) @method))
(class_definition body: (block (decorated_definition (function_definition name: (identifier) @id) @method)))
(module (expression_statement (assignment left: (identifier) @id) @variable))
(class_definition body: (block (expression_statement (assignment left: (identifier) @id) @field)))
(type_alias_statement . (type (identifier) @id)) @type
(call function: (identifier) @ref.call)
(call function: (attribute attribute: (identifier) @ref.call))
(type (identifier) @ref.type)
(class_definition superclasses: (argument_list (identifier) @ref.type))
(import_statement name: (dotted_name) @import)
(import_statement name: (aliased_import name: (dotted_name) @import))
(import_from_statement module_name: (_) @import)
(identifier) @ref.name
`;
