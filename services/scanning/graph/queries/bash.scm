(function_definition name: (word) @name) @function
((command name: (command_name (word) @_source) . argument: (_)) @import (#any-of? @_source "source" "."))
(command name: (command_name (word) @call))
