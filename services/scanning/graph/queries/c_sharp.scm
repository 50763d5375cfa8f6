(class_declaration name: (identifier) @name) @class
(struct_declaration name: (identifier) @name) @class
(interface_declaration name: (identifier) @name) @class
(record_declaration name: (identifier) @name) @class
(enum_declaration name: (identifier) @name) @class
(method_declaration name: (identifier) @name) @function
(constructor_declaration name: (identifier) @name) @function
(local_function_statement name: (identifier) @name) @function
(namespace_declaration name: (_) @package)
(file_scoped_namespace_declaration name: (_) @package)
(using_directive) @import
(invocation_expression function: (identifier) @call)
(invocation_expression function: (member_access_expression expression: [(_) "this"] @receiver name: (identifier) @call))
(object_creation_expression type: (identifier) @call)
(class_declaration (base_list (_) @base)) @heir
(struct_declaration (base_list (_) @base)) @heir
(interface_declaration (base_list (_) @base)) @heir
(field_declaration (variable_declaration type: (_) @type (variable_declarator name: (identifier) @field)))
(property_declaration type: (_) @type name: (identifier) @field)
(local_declaration_statement (variable_declaration type: (_) @type (variable_declarator name: (identifier) @variable)))
(parameter type: (_) @type name: (identifier) @variable)
