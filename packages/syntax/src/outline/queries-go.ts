/** Go. */
export const go = `
(function_declaration name: (identifier) @id) @function
(method_declaration name: (field_identifier) @id) @method
(type_spec name: (type_identifier) @id type: (struct_type)) @struct
(type_spec name: (type_identifier) @id type: (interface_type)) @interface
(type_spec name: (type_identifier) @id) @type
(type_alias name: (type_identifier) @id) @type
(source_file (const_declaration (const_spec name: (identifier) @id) @constant))
(source_file (var_declaration (var_spec name: (identifier) @id) @variable))
(field_declaration name: (field_identifier) @id) @field
(method_spec name: (field_identifier) @id) @method
(call_expression function: (identifier) @ref.call)
(call_expression function: (selector_expression field: (field_identifier) @ref.call))
(type_identifier) @ref.type
(import_spec path: (_) @import)
(identifier) @ref.name
`;
