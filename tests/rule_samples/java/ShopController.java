package shop;

import java.io.*;
import java.nio.file.*;
import java.sql.*;
import java.util.*;
import javax.persistence.EntityManager;
import javax.servlet.http.*;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.bind.annotation.*;
import org.springframework.web.client.RestTemplate;

@RestController
public class ShopController {
    private static final Set<String> ALLOWED = Set.of("name", "date");
    private final JdbcTemplate jdbcTemplate;
    private final EntityManager em;

    @GetMapping("/search")
    public List<Order> search(@RequestParam String name) {
        String sql = "SELECT * FROM orders WHERE name = '" + name + "'";
        // ruleid: java-sql-injection
        return jdbcTemplate.query(sql, mapper);
    }

    @GetMapping("/sorted")
    public List<Order> sorted(@RequestParam("sort") String sort) {
        // ruleid: java-sql-injection
        return em.createNativeQuery(String.format("SELECT * FROM orders ORDER BY %s", sort)).getResultList();
    }

    public User find(Connection c, String email) throws SQLException {
        // ruleid: java-sql-injection
        try (Statement s = c.createStatement(); ResultSet rs = s.executeQuery("SELECT * FROM u WHERE e='" + email + "'")) {
            return rs.next() ? new User(rs) : null;
        }
    }

    public List<Order> filter(OrderFilter filter) {
        StringBuilder sb = new StringBuilder("SELECT o FROM Order o WHERE 1 = 1");
        if (filter.getCity() != null) {
            sb.append(" AND o.city = '").append(filter.getCity()).append("'");
        }
        return em.createQuery(sb.toString()).getResultList();
    }

    @PostMapping("/ping")
    public String ping(@RequestBody PingRequest r) throws IOException {
        // ruleid: java-shell-injection
        Runtime.getRuntime().exec("ping -c 1 " + r.getHost());
        // ruleid: java-shell-injection
        new ProcessBuilder("sh", "-c", "ping " + r.getHost()).start();
        // ruleid: java-shell-injection
        new ProcessBuilder(Arrays.asList("bash", "-c", "ls " + r.getDir())).start();
        String[] cmd = {"/bin/sh", "-c", "du " + r.getDir()};
        // ruleid: java-shell-injection
        Runtime.getRuntime().exec(cmd);
        return "ok";
    }

    @GetMapping("/file/{name}")
    public byte[] file(@PathVariable String name) throws IOException {
        Path p = Paths.get("/srv", name);
        // ruleid: java-path-traversal
        return Files.readAllBytes(p);
    }

    @GetMapping("/file2")
    public Resource file2(@RequestParam String f) {
        // ruleid: java-path-traversal
        return new FileSystemResource("/srv/" + f);
    }

    public void doGet(HttpServletRequest req, HttpServletResponse resp) throws IOException {
        File f = new File(getServletContext().getRealPath("/x"), req.getParameter("f"));
        // ruleid: java-bug-not-closed, java-path-traversal
        FileInputStream in = new FileInputStream(f);
        // ruleid: java-xss
        resp.getWriter().println("<p>" + req.getParameter("q") + "</p>");
        // ruleid: java-open-redirect
        resp.sendRedirect(req.getParameter("next"));
        // ruleid: java-header-injection
        resp.setHeader("X-Lang", req.getParameter("lang"));
        Cookie c = new Cookie("session", token);
        // ruleid: java-insecure-cookie
        resp.addCookie(c);
        // ruleid: java-unsafe-deserialisation
        Object o = new ObjectInputStream(req.getInputStream()).readObject();
        // ruleid: java-code-injection
        Class.forName(req.getParameter("c"));
        // ruleid: java-code-injection
        new ScriptEngineManager().getEngineByName("js").eval(req.getParameter("s"));
        // ruleid: java-xpath-injection
        XPathFactory.newInstance().newXPath().evaluate("//u[@n='" + req.getParameter("n") + "']", doc);
        ctx.search("dc=x", "(uid=" + req.getParameter("u") + ")", controls);
        // ruleid: java-regex-dos-pattern-from-request
        Pattern.compile(req.getParameter("re")).matcher("x").matches();
        // ruleid: java-code-injection
        new SpelExpressionParser().parseExpression(req.getParameter("e")).getValue();
    }

    @PostMapping("/upload")
    public void upload(@RequestParam MultipartFile file) throws IOException {
        // ruleid: java-path-traversal
        file.transferTo(new File("/uploads/" + file.getOriginalFilename()));
    }

    @GetMapping("/fetch")
    public String fetch(@RequestParam String url) throws Exception {
        // ruleid: java-ssrf
        new URL(url).openStream();
        // ruleid: java-ssrf
        HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create(url)).build(), h);
        // ruleid: java-ssrf
        WebClient.create().get().uri(url).retrieve();
        // ruleid: java-ssrf
        Jsoup.connect(url).get();
        // ruleid: java-ssrf
        return new RestTemplate().getForObject(url, String.class);
    }

    @GetMapping("/go")
    public String go(@RequestParam String to) {
        // ruleid: java-open-redirect
        return "redirect:" + to;
    }

    @GetMapping("/go2")
    public ResponseEntity<?> go2(@RequestParam String to) {
        // ruleid: java-open-redirect
        return ResponseEntity.status(302).location(URI.create(to)).build();
    }

    @GetMapping(value = "/hello", produces = "text/html")
    public String hello(@RequestParam String name) {
        // ruleid: java-xss
        return "<h1>Hello " + name + "</h1>";
    }

    @GetMapping("/tpl")
    public String tpl(@RequestParam String t) {
        // ruleid: java-template-injection
        Velocity.evaluate(ctx, w, "x", t);
        // ruleid: java-template-injection
        new Template("x", new StringReader(t), cfg);
        return "x";
    }

    public void unzip(ZipInputStream zin, File dir) throws IOException {
        ZipEntry e;
        while ((e = zin.getNextEntry()) != null) {
            File out = new File(dir, e.getName());
            // ruleid: java-zip-slip
            Files.copy(zin, out.toPath());
        }
    }

    @GetMapping("/ok1")
    public List<Order> ok1(@RequestParam String sort) {
        if (!ALLOWED.contains(sort)) {
            throw new IllegalArgumentException("sort");
        }
        // ok: java-sql-injection
        return jdbcTemplate.query("SELECT * FROM orders ORDER BY " + sort, mapper);
    }

    @GetMapping("/ok2")
    public List<Order> ok2(@RequestParam String name, @RequestParam int page) {
        // ok: java-sql-injection
        jdbcTemplate.query("SELECT * FROM o LIMIT " + page, mapper);
        // ok: java-sql-injection
        return jdbcTemplate.query("SELECT * FROM orders WHERE name = ?", mapper, name);
    }

    @GetMapping("/ok3")
    public byte[] ok3(@RequestParam String name) throws IOException {
        Path base = Paths.get("/srv");
        Path p = base.resolve(name).normalize();
        if (!p.startsWith(base)) {
            throw new IOException("no");
        }
        // ok: java-path-traversal
        return Files.readAllBytes(p);
    }

    @GetMapping("/ok4")
    public String ok4(@RequestParam String to) {
        if (!to.startsWith("/") || to.startsWith("//")) {
            // ok: java-open-redirect
            return "redirect:/";
        }
        // ok: java-open-redirect
        return "redirect:" + to;
    }

    @GetMapping("/ok5")
    public String ok5(@RequestParam String url) throws Exception {
        URI u = URI.create(url);
        if (!"api.example.com".equals(u.getHost())) {
            return "no";
        }
        // ok: java-ssrf
        return new RestTemplate().getForObject(u, String.class);
    }

    public void ok6(HttpServletRequest req, HttpServletResponse resp) throws IOException {
        // ok: java-xss
        resp.getWriter().println("<p>" + HtmlUtils.htmlEscape(req.getParameter("q")) + "</p>");
        // ok: java-xss
        resp.getWriter().println("<p>" + Encode.forHtml(req.getParameter("q")) + "</p>");
        // ok: java-shell-injection
        new ProcessBuilder("ping", "-c", "1", req.getParameter("h")).start();
        // ok: java-path-traversal
        Files.readAllBytes(Paths.get("/srv", FilenameUtils.getName(req.getParameter("f"))));
        // ok: java-regex-dos
        Pattern.compile(Pattern.quote(req.getParameter("re")));
        // ok: java-insecure-cookie
        Cookie c = new Cookie("session", token);
        c.setHttpOnly(true);
        c.setSecure(true);
        resp.addCookie(c);
    }
}
