(class_declaration name: (name) @name) @class
(interface_declaration name: (name) @name) @class
(trait_declaration name: (name) @name) @class
(enum_declaration name: (name) @name) @class
(function_definition name: (name) @name) @function
(method_declaration name: (name) @name) @function
(namespace_definition name: (namespace_name) @package)
(namespace_use_declaration) @import
[(require_expression) (require_once_expression) (include_expression) (include_once_expression)] @import
(function_call_expression function: (name) @call)
(member_call_expression object: (_) @receiver name: (name) @call)
(scoped_call_expression scope: (_) @receiver name: (name) @call)
(object_creation_expression (name) @call)
(class_declaration (base_clause (_) @base)) @heir
(class_declaration (class_interface_clause (_) @base)) @heir
(simple_parameter type: (_) @type name: (variable_name) @variable)
(property_promotion_parameter type: (_) @type name: (variable_name) @field)
(property_declaration type: (_) @type (property_element name: (variable_name) @field))
(assignment_expression left: [(variable_name) (member_access_expression)] @variable right: (_) @value)
(simple_parameter !type name: (variable_name) @variable)
