/** Rust. */
export const rust = `
(function_item name: (identifier) @id) @function
(function_signature_item name: (identifier) @id) @function
(declaration_list (function_item name: (identifier) @id) @method)
(declaration_list (function_signature_item name: (identifier) @id) @method)
(struct_item name: (type_identifier) @id) @struct
(union_item name: (type_identifier) @id) @struct
(enum_item name: (type_identifier) @id) @enum
(enum_variant name: (identifier) @id) @constant
(trait_item name: (type_identifier) @id) @trait
(type_item name: (type_identifier) @id) @type
(mod_item name: (identifier) @id) @module
(const_item name: (identifier) @id) @constant
(static_item name: (identifier) @id) @variable
(macro_definition name: (identifier) @id) @macro
(field_declaration name: (field_identifier) @id) @field
(call_expression function: (identifier) @ref.call)
(call_expression function: (field_expression field: (field_identifier) @ref.call))
(call_expression function: (scoped_identifier name: (identifier) @ref.call))
(macro_invocation macro: (identifier) @ref.call)
(type_identifier) @ref.type
(use_declaration argument: (_) @import)
(identifier) @ref.name
`;

/** Swift. Its functions are asked for without their names, which cost 1.5 s to compile in a query. */
export const swift = `
(class_declaration name: (type_identifier) @id) @class
(class_declaration "struct" name: (type_identifier) @id) @struct
(class_declaration "enum" name: (type_identifier) @id) @enum
(protocol_declaration name: (type_identifier) @id) @interface
(typealias_declaration name: (type_identifier) @id) @type
(function_declaration) @function
(class_body (function_declaration) @method)
(enum_class_body (function_declaration) @method)
(protocol_function_declaration name: (simple_identifier) @id) @method
(enum_entry name: (simple_identifier) @id) @constant
(class_body (property_declaration name: (pattern (simple_identifier) @id)) @property)
(source_file (property_declaration name: (pattern (simple_identifier) @id)) @variable)
(call_expression . (simple_identifier) @ref.call)
(call_expression . (navigation_expression suffix: (navigation_suffix suffix: (simple_identifier) @ref.call)))
(type_identifier) @ref.type
(import_declaration (identifier) @import)
(simple_identifier) @ref.name
`;

/** Dart. */
export const dart = `
(class_definition name: (identifier) @id) @class
(enum_declaration name: (identifier) @id) @enum
(enum_constant name: (identifier) @id) @constant
(mixin_declaration (identifier) @id) @class
(extension_declaration name: (identifier) @id) @class
(function_signature name: (identifier) @id) @function
(method_signature (function_signature name: (identifier) @id)) @method
(getter_signature name: (identifier) @id) @method
(setter_signature name: (identifier) @id) @method
(constructor_signature name: (identifier) @id) @constructor
(type_alias . (type_identifier) @id) @type
(class_body (declaration (initialized_identifier_list (initialized_identifier . (identifier) @id))) @field)
(_ (identifier) @ref.call . (selector (argument_part)))
(_ (selector (unconditional_assignable_selector (identifier) @ref.call)) . (selector (argument_part)))
(type_identifier) @ref.type
(import_specification (configurable_uri) @import)
(identifier) @ref.name
`;

/** Zig. */
export const zig = `
(function_declaration name: (identifier) @id) @function
(source_file (variable_declaration . (identifier) @id) @variable)
(container_field name: (identifier) @id) @field
(call_expression function: (identifier) @ref.call)
(call_expression function: (field_expression member: (identifier) @ref.call))
(builtin_function (builtin_identifier) @_import (arguments (string) @import) (#eq? @_import "@import"))
(identifier) @ref.name
`;
