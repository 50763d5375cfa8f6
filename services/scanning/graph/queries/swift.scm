(class_declaration name: (type_identifier) @name) @class
(protocol_declaration name: (type_identifier) @name) @class
(function_declaration name: (simple_identifier) @name) @function
(call_expression . (simple_identifier) @call)
(call_expression . (navigation_expression target: (_) @receiver suffix: (navigation_suffix suffix: (simple_identifier) @call)))
