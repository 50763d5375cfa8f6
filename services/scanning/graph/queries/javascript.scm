(class_declaration name: (_) @name) @class
(class name: (_) @name) @class
(function_declaration name: (identifier) @name) @function
(generator_function_declaration name: (identifier) @name) @function
(method_definition name: (property_identifier) @name) @function
(variable_declarator name: (identifier) @name value: [(arrow_function) (function_expression)]) @function
(pair key: (property_identifier) @name value: [(arrow_function) (function_expression)]) @function
(assignment_expression left: (member_expression property: (property_identifier) @name) right: [(arrow_function) (function_expression)]) @function
(field_definition property: (property_identifier) @name value: [(arrow_function) (function_expression)]) @function
(import_statement) @import
(export_statement source: (string)) @import
((call_expression function: (identifier) @_require arguments: (arguments . (string))) @import (#eq? @_require "require"))
(call_expression function: (import) arguments: (arguments . (string))) @import
(call_expression function: (identifier) @call)
(call_expression function: (member_expression object: (_) @receiver property: (property_identifier) @call))
(new_expression constructor: (identifier) @call)
(export_statement "default" declaration: (_ name: (_) @default))
(export_statement "default" value: (identifier) @default)
((assignment_expression left: (member_expression) @_exports right: (identifier) @default) (#eq? @_exports "module.exports"))
(class_declaration (class_heritage (_) @base)) @heir
(variable_declarator name: (identifier) @variable value: (_) @value)
(field_definition property: (property_identifier) @field value: (_) @value)
(assignment_expression left: [(identifier) (member_expression)] @variable right: (_) @value)
(formal_parameters (identifier) @variable)
(arrow_function parameter: (identifier) @variable)
