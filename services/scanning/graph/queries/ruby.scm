(class name: [(constant) @name (scope_resolution name: (constant) @name)]) @class
(module name: [(constant) @name (scope_resolution name: (constant) @name)]) @class
(method name: (_) @name) @function
(singleton_method name: (_) @name) @function
((call !receiver method: (identifier) @_require arguments: (argument_list . (string))) @import (#any-of? @_require "require" "require_relative" "load" "autoload"))
((call !receiver method: (identifier) @_require arguments: (argument_list . (simple_symbol) . (string))) @import (#eq? @_require "autoload"))
(call !receiver method: (identifier) @call)
(call receiver: (_) @receiver method: (identifier) @call)
(class superclass: (superclass (_) @base)) @heir
(assignment left: [(identifier) (instance_variable)] @variable right: (_) @value)
(method_parameters (identifier) @variable)
