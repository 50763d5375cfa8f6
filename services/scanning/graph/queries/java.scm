(class_declaration name: (identifier) @name) @class
(interface_declaration name: (identifier) @name) @class
(enum_declaration name: (identifier) @name) @class
(record_declaration name: (identifier) @name) @class
(annotation_type_declaration name: (identifier) @name) @class
(method_declaration name: (identifier) @name) @function
(constructor_declaration name: (identifier) @name) @function
(package_declaration (_) @package)
(import_declaration) @import
(method_invocation !object name: (identifier) @call)
(method_invocation object: (_) @receiver name: (identifier) @call)
(object_creation_expression type: (type_identifier) @call)
(class_declaration superclass: (superclass (_) @base)) @heir
(class_declaration interfaces: (super_interfaces (type_list (_) @base))) @heir
(interface_declaration (extends_interfaces (type_list (_) @base))) @heir
(field_declaration type: (_) @type declarator: (variable_declarator name: (identifier) @field))
(local_variable_declaration type: (type_identifier) @type declarator: (variable_declarator name: (identifier) @variable))
(local_variable_declaration type: (generic_type) @type declarator: (variable_declarator name: (identifier) @variable))
(formal_parameter type: (_) @type name: (identifier) @variable)
