const common = `
(function_definition declarator: (function_declarator declarator: (identifier) @id)) @function
(function_definition declarator: (pointer_declarator
  declarator: (function_declarator declarator: (identifier) @id))) @function
(declaration declarator: (function_declarator declarator: (identifier) @id)) @function
(declaration declarator: (pointer_declarator
  declarator: (function_declarator declarator: (identifier) @id))) @function
(struct_specifier name: (type_identifier) @id body: (_)) @struct
(union_specifier name: (type_identifier) @id body: (_)) @struct
(enum_specifier name: (type_identifier) @id body: (_)) @enum
(enumerator name: (identifier) @id) @constant
(type_definition declarator: (type_identifier) @id) @type
(type_definition declarator: (pointer_declarator declarator: (type_identifier) @id)) @type
(field_declaration declarator: (field_identifier) @id) @field
(field_declaration declarator: (pointer_declarator declarator: (field_identifier) @id)) @field
(preproc_def name: (identifier) @id) @macro
(preproc_function_def name: (identifier) @id) @macro
(translation_unit (declaration declarator: (init_declarator declarator: (identifier) @id)) @variable)
(translation_unit (declaration declarator: (identifier) @id) @variable)
(call_expression function: (identifier) @ref.call)
(call_expression function: (field_expression field: (field_identifier) @ref.call))
(type_identifier) @ref.type
(preproc_include path: (_) @import)
(identifier) @ref.name
`;

/** C. */
export const c = common;

/** C++. */
export const cpp = `${common}
(class_specifier name: (type_identifier) @id body: (_)) @class
(class_specifier name: (template_type name: (type_identifier) @id) body: (_)) @class
(struct_specifier name: (template_type name: (type_identifier) @id) body: (_)) @struct
(namespace_definition name: (_) @id) @namespace
(alias_declaration name: (type_identifier) @id) @type
(concept_definition name: (identifier) @id) @type
(function_definition declarator: (function_declarator
  declarator: (qualified_identifier name: (identifier) @id))) @method
(function_definition declarator: (function_declarator
  declarator: (qualified_identifier name: (destructor_name) @id))) @method
(function_definition declarator: (reference_declarator
  (function_declarator declarator: (identifier) @id))) @function
(function_definition declarator: (function_declarator declarator: (field_identifier) @id)) @method
(function_definition declarator: (function_declarator declarator: (operator_name) @id)) @method
(function_definition declarator: (function_declarator declarator: (destructor_name) @id)) @method
(function_definition declarator: (reference_declarator
  (function_declarator declarator: (field_identifier) @id))) @method
(function_definition declarator: (pointer_declarator
  declarator: (function_declarator declarator: (field_identifier) @id))) @method
(field_declaration declarator: (function_declarator declarator: (field_identifier) @id)) @method
(call_expression function: (qualified_identifier name: (identifier) @ref.call))
`;

/** C#. */
export const csharp = `
(class_declaration name: (identifier) @id) @class
(record_declaration name: (identifier) @id) @class
(struct_declaration name: (identifier) @id) @struct
(interface_declaration name: (identifier) @id) @interface
(enum_declaration name: (identifier) @id) @enum
(enum_member_declaration name: (identifier) @id) @constant
(delegate_declaration name: (identifier) @id) @type
(namespace_declaration name: (_) @id) @namespace
(method_declaration name: (identifier) @id) @method
(local_function_statement name: (identifier) @id) @function
(constructor_declaration name: (identifier) @id) @constructor
(property_declaration name: (identifier) @id) @property
(event_field_declaration (variable_declaration (variable_declarator (identifier) @id))) @field
(field_declaration (variable_declaration (variable_declarator (identifier) @id))) @field
(invocation_expression function: (identifier) @ref.call)
(invocation_expression function: (member_access_expression name: (identifier) @ref.call))
(object_creation_expression type: (identifier) @ref.call)
(base_list (identifier) @ref.type)
(using_directive (_) @import)
(identifier) @ref.name
`;
