/** Java. */
export const java = `
(class_declaration name: (identifier) @id) @class
(record_declaration name: (identifier) @id) @class
(interface_declaration name: (identifier) @id) @interface
(annotation_type_declaration name: (identifier) @id) @interface
(enum_declaration name: (identifier) @id) @enum
(enum_constant name: (identifier) @id) @constant
(method_declaration name: (identifier) @id) @method
(constructor_declaration name: (identifier) @id) @constructor
(field_declaration declarator: (variable_declarator name: (identifier) @id)) @field
(method_invocation name: (identifier) @ref.call)
(object_creation_expression type: (type_identifier) @ref.call)
(type_identifier) @ref.type
(import_declaration (scoped_identifier) @import)
(identifier) @ref.name
`;

/** Kotlin. */
export const kotlin = `
(class_declaration name: (identifier) @id) @class
(class_declaration "interface" name: (identifier) @id) @interface
(class_declaration (modifiers (class_modifier "enum")) name: (identifier) @id) @enum
(object_declaration name: (identifier) @id) @class
(type_alias type: (identifier) @id) @type
(function_declaration name: (identifier) @id) @function
(class_body (function_declaration name: (identifier) @id) @method)
(enum_class_body (function_declaration name: (identifier) @id) @method)
(enum_entry . (identifier) @id) @constant
(enum_entry (modifiers) . (identifier) @id) @constant
(source_file (property_declaration (variable_declaration . (identifier) @id)) @variable)
(class_body (property_declaration (variable_declaration . (identifier) @id)) @property)
(call_expression . (identifier) @ref.call)
(call_expression . (navigation_expression (identifier) @ref.call .))
(constructor_invocation (user_type (identifier) @ref.call))
(user_type (identifier) @ref.type)
(import (qualified_identifier) @import)
(identifier) @ref.name
`;

/** Scala. */
export const scala = `
(class_definition name: (identifier) @id) @class
(object_definition name: (identifier) @id) @module
(trait_definition name: (identifier) @id) @trait
(enum_definition name: (identifier) @id) @enum
(type_definition name: (type_identifier) @id) @type
(function_definition name: (identifier) @id) @function
(function_declaration name: (identifier) @id) @function
(template_body (function_definition name: (identifier) @id) @method)
(template_body (function_declaration name: (identifier) @id) @method)
(template_body (val_definition pattern: (identifier) @id) @field)
(template_body (var_definition pattern: (identifier) @id) @field)
(call_expression function: (identifier) @ref.call)
(call_expression function: (field_expression field: (identifier) @ref.call))
(type_identifier) @ref.type
(import_declaration) @import
(identifier) @ref.name
`;
