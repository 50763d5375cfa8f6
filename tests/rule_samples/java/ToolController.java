package com.acme.tools;

import java.util.*;
import javax.script.*;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.web.bind.annotation.*;

@RestController
public class ToolController {
    private static final Map<String, String> HANDLERS = Map.of("a", "com.acme.A");
    private final SpelExpressionParser parser = new SpelExpressionParser();

    @GetMapping("/ping")
    public String ping(@RequestParam String host) throws Exception {
        // ruleid: java-shell-injection
        Runtime.getRuntime().exec("ping -c 1 " + host);
        // ruleid: java-shell-injection
        new ProcessBuilder("sh", "-c", "ping " + host).start();
        // ruleid: java-shell-injection
        new ProcessBuilder(List.of("/bin/bash", "-c", "nslookup " + host)).start();
        // ok: java-shell-injection
        new ProcessBuilder("ping", "-c", "1", host).start();
        // ok: java-shell-injection
        Runtime.getRuntime().exec(new String[] {"ping", "-c", "1", host});
        // ruleid: java-shell-injection
        Runtime.getRuntime().exec(new String[] {"/bin/sh", "-c", "ping -c 1 " + host});
        // ok: java-shell-injection
        Runtime.getRuntime().exec("uptime");
        List<String> args = new ArrayList<>();
        args.add("convert");
        args.add(host);
        // ok: java-shell-injection
        new ProcessBuilder(args).start();
        List<String> shell = new ArrayList<>();
        shell.add("sh");
        shell.add("-c");
        // ruleid: java-shell-injection
        shell.add("du -sh " + host);
        return "done";
    }

    void archive(String folder) throws Exception {
        // ruleid: java-shell-injection
        Runtime.getRuntime().exec(String.format("tar czf /tmp/a.tgz %s", folder));
        // ok: java-shell-injection
        new ProcessBuilder("tar", "czf", "/tmp/a.tgz", folder).start();
    }

    void launch(HttpServletRequest request) throws Exception {
        // ruleid: java-shell-injection
        Runtime.getRuntime().exec(request.getParameter("cmd"));
        // ruleid: java-shell-injection
        new ProcessBuilder(request.getParameter("cmd").split(" ")).start();
    }

    @PostMapping("/eval")
    Object eval(@RequestBody String formula, @RequestParam String type) throws Exception {
        ScriptEngine engine = new ScriptEngineManager().getEngineByName("js");
        // ruleid: java-code-injection
        engine.eval(formula);
        // ok: java-code-injection
        engine.eval("1 + 1");
        // ruleid: java-code-injection
        Class.forName(type).newInstance();
        // ok: java-code-injection
        Class.forName(HANDLERS.get(type)).newInstance();
        // ruleid: java-code-injection
        return parser.parseExpression(formula).getValue();
    }

    Object rule(String expression) {
        // ruleid: java-code-injection
        return parser.parseExpression(expression).getValue();
    }

    Object constant() {
        // ok: java-code-injection
        return parser.parseExpression("a > 1").getValue();
    }

    @PostMapping("/render")
    String render(@RequestParam String template, @RequestParam String name) throws Exception {
        // ruleid: java-template-injection
        Template t = new Template("t", new StringReader(template), cfg);
        // ruleid: java-template-injection
        Velocity.evaluate(context, writer, "tag", "Hello " + name);
        // ok: java-template-injection
        Velocity.evaluate(context, writer, "tag", "Hello $name");
        // ok: java-template-injection
        Template f = new Template("t", new StringReader("Hello ${name}"), cfg);
        return "greeting";
    }
}
