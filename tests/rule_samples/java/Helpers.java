package sample;

import java.sql.Connection;

class Helpers extends HttpServlet {
    private String field(HttpServletRequest req, String name) {
        return req.getParameter(name);
    }

    void show(HttpServletRequest req, Connection c) throws Exception {
        // ruleid: java-sql-injection
        c.prepareCall("{call " + field(req, "name") + "()}");
        // ok: java-sql-injection
        c.prepareCall("{call report(?)}").setString(1, field(req, "name"));
        // ruleid: java-code-injection
        new ELProcessor().eval(field(req, "rule"));
        // ruleid: java-code-injection
        new InitialContext().lookup(field(req, "queue"));
        // ok: java-code-injection
        new InitialContext().lookup("java:comp/env/jdbc/main");
        // ruleid: java-code-injection
        StringSubstitutor.createInterpolator().replace(field(req, "text"));
        File old = new File("/srv", field(req, "old"));
        // ruleid: java-path-traversal
        old.delete();
    }

    void marks(HttpServletRequest req, Connection c) throws Exception {
        String[] tags = req.getParameterValues("tag");
        String marks = String.join(",", Collections.nCopies(tags.length, "?"));
        // ok: java-sql-injection
        c.prepareStatement("SELECT * FROM t WHERE tag IN (" + marks + ")");
    }

    List<Row> grown(EntityManager em, HttpServletRequest req, String name) {
        StringBuilder q = new StringBuilder("FROM Row r");
        if (name != null) {
            q.append(" WHERE r.name = '").append(name).append("'");
        }
        // ruleid: java-sql-injection
        return em.createQuery(q.toString()).getResultList();
    }

    Mono<Long> drop(ServerRequest request, io.r2dbc.spi.Connection c) {
        return request.bodyToMono(String.class)
            // ruleid: java-sql-injection
            .flatMap(id -> Mono.from(c.createStatement("DELETE FROM t WHERE id = " + id).execute()));
    }
}

@Controller
class Views {
    @GetMapping("/help")
    String help(@RequestParam String page) {
        // ruleid: java-template-injection
        return "help/" + page;
    }

    @GetMapping("/more")
    String more(@RequestParam int page) {
        // ok: java-template-injection
        return "more/" + page;
    }

    @GetMapping("/raw")
    @ResponseBody
    String raw(@RequestParam String page) {
        // ruleid: java-xss-response
        return "raw/" + page;
    }

    @GetMapping("/away")
    RedirectView away(@RequestParam String to) {
        RedirectView view = new RedirectView();
        // ruleid: java-open-redirect
        view.setUrl(to);
        // ok: java-open-redirect
        view.setUrl("/home");
        return view;
    }
}

class Filter implements ContainerResponseFilter {
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        String origin = request.getHeaderString("Origin");
        // ruleid: java-cors-wildcard-with-credentials
        response.getHeaders().add("Access-Control-Allow-Origin", origin);
        response.getHeaders().add("Access-Control-Allow-Credentials", "true");
    }

    Response cookies(String token) {
        // ruleid: java-insecure-cookie
        new NewCookie("session", token, "/", null, null, 60, false, true);
        // ok: java-insecure-cookie
        new NewCookie("session", token, "/", null, null, 60, true, true);
        return null;
    }

    Claims claims(String token) {
        return (Claims) Jwts.parserBuilder()
            .setSigningKey(key)
            .build()
            // ruleid: java-jwt-not-verified
            .parse(token).getBody();
    }

    Claims checked(String token) {
        // ok: java-jwt-not-verified
        return Jwts.parserBuilder().setSigningKey(key).build().parseClaimsJws(token).getBody();
    }

    void xml(XStream xs) {
        // ruleid: java-unsafe-deserialisation-typing
        xs.allowTypesByWildcard(new String[] {"**"});
        // ok: java-unsafe-deserialisation-typing
        xs.allowTypesByWildcard(new String[] {"com.acme.**"});
    }
}
