(class_definition name: (identifier) @name) @class
(function_definition name: (identifier) @name) @function
[(import_statement) (import_from_statement)] @import
(call function: (identifier) @call)
(call function: (attribute object: (_) @receiver attribute: (identifier) @call))
(class_definition superclasses: (argument_list [(identifier) (attribute)] @base)) @heir
(class_definition superclasses: (argument_list (subscript value: [(identifier) (attribute)] @base))) @heir
(assignment left: [(identifier) (attribute)] @variable type: (type) @type)
(assignment left: [(identifier) (attribute)] @variable right: (_) @value)
(typed_parameter . (identifier) @variable type: (type) @type)
(typed_default_parameter name: (identifier) @variable type: (type) @type)
(function_definition return_type: (type) @returned)
(as_pattern (_) @value alias: (as_pattern_target (identifier) @variable))
(parameters (identifier) @variable)
(default_parameter name: (identifier) @variable)
(lambda_parameters (identifier) @variable)
(for_statement left: (identifier) @variable)
