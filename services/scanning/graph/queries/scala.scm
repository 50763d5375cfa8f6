(class_definition name: (identifier) @name) @class
(object_definition name: (identifier) @name) @class
(trait_definition name: (identifier) @name) @class
(function_definition name: (identifier) @name) @function
(package_clause name: (package_identifier) @package)
(import_declaration) @import
(call_expression function: (identifier) @call)
(call_expression function: (field_expression value: (_) @receiver field: (identifier) @call))
