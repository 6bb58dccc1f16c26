/** Ruby. */
export const ruby = `
(class name: (_) @id) @class
(module name: (_) @id) @module
(method name: (_) @id) @method
(singleton_method name: (_) @id) @method
(assignment left: (constant) @id) @constant
(call method: (identifier) @ref.call)
(call method: (constant) @ref.call)
(call method: (identifier) @_require arguments: (argument_list . (string (string_content) @import))
  (#match? @_require "^(require|require_relative|load)$"))
(superclass (constant) @ref.type)
(constant) @ref.name
(identifier) @ref.name
`;

/** PHP. */
export const php = `
(class_declaration name: (name) @id) @class
(interface_declaration name: (name) @id) @interface
(trait_declaration name: (name) @id) @trait
(enum_declaration name: (name) @id) @enum
(enum_case name: (name) @id) @constant
(function_definition name: (name) @id) @function
(method_declaration name: (name) @id) @method
(property_declaration (property_element (variable_name (name) @id))) @property
(const_declaration (const_element (name) @id)) @constant
(namespace_definition name: (namespace_name) @id) @namespace
(function_call_expression function: (name) @ref.call)
(member_call_expression name: (name) @ref.call)
(scoped_call_expression name: (name) @ref.call)
(object_creation_expression (name) @ref.call)
(named_type (name) @ref.type)
(base_clause (name) @ref.type)
(class_interface_clause (name) @ref.type)
(namespace_use_clause (_) @import)
(name) @ref.name
`;

/** Bash. */
export const bash = `
(function_definition name: (word) @id) @function
(program (variable_assignment name: (variable_name) @id) @variable)
(command name: (command_name (word) @ref.call))
(command name: (command_name (word) @_source) . argument: (_) @import (#match? @_source "^(source|[.])$"))
(variable_name) @ref.name
`;

/** Lua. */
export const lua = `
(function_declaration name: (identifier) @id) @function
(function_declaration name: (dot_index_expression field: (identifier) @id)) @function
(function_declaration name: (method_index_expression method: (identifier) @id)) @method
(assignment_statement (variable_list . name: (identifier) @id)
  (expression_list . value: (function_definition))) @function
(assignment_statement (variable_list . name: (dot_index_expression field: (identifier) @id))
  (expression_list . value: (function_definition))) @function
(chunk (variable_declaration (assignment_statement (variable_list name: (identifier) @id))) @variable)
(function_call name: (identifier) @ref.call)
(function_call name: (dot_index_expression field: (identifier) @ref.call))
(function_call name: (method_index_expression method: (identifier) @ref.call))
(function_call name: (identifier) @_require arguments: (arguments . (string) @import) (#eq? @_require "require"))
(identifier) @ref.name
`;

/** Elixir: everything is a call, and which ones define something is a matter of their names. */
export const elixir = `
(call target: (identifier) @_module (arguments (alias) @id) (#match? @_module "^(defmodule|defprotocol|defimpl)$")) @module
(call target: (identifier) @_def (arguments [
  (identifier) @id
  (call target: (identifier) @id)
  (binary_operator left: (call target: (identifier) @id) operator: "when")
]) (#match? @_def "^(def|defp|defdelegate|defguard|defguardp)$")) @function
(call target: (identifier) @_def (arguments [
  (identifier) @id
  (call target: (identifier) @id)
  (binary_operator left: (call target: (identifier) @id) operator: "when")
]) (#match? @_def "^(defmacro|defmacrop)$")) @macro
(call target: (identifier) @ref.call)
(call target: (dot right: (identifier) @ref.call))
(call target: (identifier) @_use (arguments . (alias) @import) (#match? @_use "^(alias|import|require|use)$"))
(alias) @ref.name
(identifier) @ref.name
`;
