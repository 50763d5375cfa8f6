(type_spec name: (type_identifier) @name type: [(struct_type) (interface_type)]) @class
(function_declaration name: (identifier) @name) @function
(method_declaration receiver: (parameter_list (parameter_declaration type: (_) @owner)) name: (field_identifier) @name) @function
(import_spec) @import
(package_clause (package_identifier) @package)
(call_expression function: (identifier) @call)
(call_expression function: (selector_expression operand: (_) @receiver field: (field_identifier) @call))
