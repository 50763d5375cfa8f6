(class_definition name: (identifier) @name) @class
(function_definition name: (identifier) @name) @function
[(import_statement) (import_from_statement)] @import
(call function: (identifier) @call)
(call function: (attribute object: (_) @receiver attribute: (identifier) @call))
