const common = `
(function_declaration name: (identifier) @id) @function
(generator_function_declaration name: (identifier) @id) @function
(class_declaration name: (_) @id) @class
(class name: (_) @id) @class
(method_definition name: (property_identifier) @id) @method
(method_definition name: (private_property_identifier) @id) @method
(program (lexical_declaration (variable_declarator name: (identifier) @id) @variable))
(program (variable_declaration (variable_declarator name: (identifier) @id) @variable))
(export_statement (lexical_declaration (variable_declarator name: (identifier) @id) @variable))
(export_statement (variable_declaration (variable_declarator name: (identifier) @id) @variable))
(variable_declarator name: (identifier) @id value: [(arrow_function) (function_expression)]) @function
(assignment_expression left: (member_expression property: (property_identifier) @id)
  right: [(arrow_function) (function_expression)]) @function
(pair key: (property_identifier) @id value: [(arrow_function) (function_expression)]) @method
(call_expression function: (identifier) @ref.call)
(call_expression function: (member_expression property: (property_identifier) @ref.call))
(new_expression constructor: (identifier) @ref.call)
(new_expression constructor: (member_expression property: (property_identifier) @ref.call))
(import_statement source: (string) @import)
(export_statement source: (string) @import)
(call_expression function: (identifier) @_require arguments: (arguments . (string) @import)
  (#eq? @_require "require"))
(call_expression function: (import) arguments: (arguments . (string) @import))
(identifier) @ref.name
(shorthand_property_identifier) @ref.name
`;

/** JavaScript and JSX. */
export const javascript = `${common}
(field_definition property: (property_identifier) @id) @field
(class_heritage (identifier) @ref.type)
`;

/** TypeScript and TSX. */
export const typescript = `${common}
(abstract_class_declaration name: (type_identifier) @id) @class
(interface_declaration name: (type_identifier) @id) @interface
(type_alias_declaration name: (type_identifier) @id) @type
(enum_declaration name: (identifier) @id) @enum
(internal_module name: (_) @id) @namespace
(module name: (_) @id) @module
(function_signature name: (identifier) @id) @function
(method_signature name: (property_identifier) @id) @method
(abstract_method_signature name: (property_identifier) @id) @method
(public_field_definition name: (property_identifier) @id) @field
(public_field_definition name: (private_property_identifier) @id) @field
(property_signature name: (property_identifier) @id) @property
(type_identifier) @ref.type
`;
