package samples;

class Guards {
    private static final Pattern NAME = Pattern.compile("[a-z]+");
    // ruleid: java-hard-coded-key
    private static final byte[] ARCHIVE_KEY = "k9$Lm2!vXq8#Zr4t".getBytes(UTF_8);
    // ok: java-hard-coded-key
    private static final byte[] ROW_KEY = "first-row-1".getBytes(UTF_8);

    void find(HttpServletRequest req, Connection con, Statement st) throws Exception {
        String name = req.getParameter("name");
        if (name == null || !NAME.matcher(name).matches()) {
            return;
        }
        // ok: java-sql-injection
        st.executeQuery("SELECT id FROM users WHERE name = '" + name + "'");
        // ok: java-xpath-injection
        XPathFactory.newInstance().newXPath().compile("//user[@name='" + name + "']");
    }

    void byMarks(@RequestParam List<String> ids, Connection con) throws Exception {
        String marks = ids.stream().map(id -> "?").collect(Collectors.joining(", "));
        // ok: java-sql-injection
        con.prepareStatement("SELECT name FROM users WHERE id IN (" + marks + ")");
        String all = ids.stream().collect(Collectors.joining(", "));
        // ruleid: java-sql-injection
        con.prepareStatement("SELECT name FROM users WHERE id IN (" + all + ")");
    }

    private String criteria(String city) {
        // ruleid: java-sql-injection
        return String.format("select t from Town t where t.city = '%s'", city);
    }

    private String heading(String city) {
        // ok: java-sql-injection
        return "Select one from " + city;
    }

    Mono<Long> open(ServerRequest request, DatabaseClient db) {
        String state = request.queryParam("state").orElse("new");
        // ruleid: java-sql-injection
        return db.sql("SELECT id FROM jobs WHERE state = '" + state + "'").map(row -> 1L).one();
    }

    InputStream script(String line) throws IOException {
        List<String> words = new ArrayList<>(List.of("/bin/sh", "-c"));
        words.add(line);
        // ruleid: java-shell-injection
        return new ProcessBuilder(words).start().getInputStream();
    }

    InputStream list(String folder) throws IOException {
        List<String> words = new ArrayList<>(List.of("ls", "-l"));
        words.add(folder);
        // ok: java-shell-injection
        return new ProcessBuilder(words).start().getInputStream();
    }

    @POST
    @Path("/preview")
    public String preview(String text) {
        VelocityEngine engine = new VelocityEngine();
        // ruleid: java-template-injection
        engine.evaluate(new VelocityContext(), new StringWriter(), "preview", text);
        return "";
    }

    @GetMapping("/towns")
    List<Town> towns(String land, @RequestParam int page) {
        // ruleid: java-sql-injection
        jdbcTemplate.query("SELECT * FROM town WHERE land = '" + land + "'", mapper);
        // ok: java-sql-injection
        return jdbcTemplate.query("SELECT * FROM town WHERE land = ? LIMIT " + page, mapper, land);
    }

    @POST
    @Path("/towns")
    public void add(@PathParam("land") String land, Town town) throws Exception {
        // ruleid: java-sql-injection
        connection.createStatement().executeUpdate("UPDATE land SET town = '" + town.getName() + "'", 1);
        URI near = UriComponentsBuilder.fromHttpUrl("https://maps.example").queryParam("q", land).build().toUri();
        // ok: java-ssrf
        restTemplate.getForObject(near, String.class);
    }

    void language(HttpServletRequest req, HttpServletResponse resp) {
        String tag = req.getParameter("tag");
        if (tag != null && NAME.matcher(tag).matches()) {
            // ok: java-header-injection
            resp.setHeader("Content-Language", tag);
        }
    }

    void bounce(@FormParam("from") String from, Session session) throws Exception {
        StringBuilder head = new StringBuilder();
        // ruleid: java-header-injection
        head.append("To: ").append(from).append("\r\n");
        Transport.send(new MimeMessage(session, new ByteArrayInputStream(head.toString().getBytes())));
    }

    Response leave(@QueryParam("to") String to) throws Exception {
        URI uri = new URI(to);
        if (uri.isAbsolute() || uri.getRawAuthority() != null) {
            return Response.status(400).build();
        }
        // ok: java-open-redirect
        return Response.seeOther(uri).build();
    }

    void back(HttpServletRequest req, HttpServletResponse resp) throws IOException {
        String to = req.getParameter("to");
        if (!to.startsWith("/")) {
            to = "/";
        }
        // ruleid: java-open-redirect
        resp.sendRedirect(to);
    }

    void mixed(HttpServletRequest req) throws Exception {
        DocumentBuilderFactory letters = DocumentBuilderFactory.newInstance();
        letters.setNamespaceAware(true);
        // ruleid: java-xxe
        letters.newDocumentBuilder().parse(req.getInputStream());
        SAXParserFactory batches = SAXParserFactory.newInstance();
        batches.setFeature("http://xml.org/sax/features/external-general-entities", false);
        // ok: java-xxe
        batches.newSAXParser().parse(req.getInputStream(), handler);
    }

    void unpack(TarArchiveInputStream tar, File folder) throws IOException {
        for (TarArchiveEntry e = tar.getNextTarEntry(); e != null; e = tar.getNextTarEntry()) {
            File out = new File(folder, e.getName());
            // ruleid: java-zip-slip
            try (FileOutputStream to = new FileOutputStream(out)) {
                tar.transferTo(to);
            }
        }
    }

    void origins() {
        CorsConfiguration open = new CorsConfiguration();
        // ok: java-cors-wildcard-with-credentials
        open.setAllowedOrigins(List.of("*"));
        CorsConfiguration own = new CorsConfiguration();
        own.setAllowedOrigins(List.of("https://shop.example"));
        own.setAllowCredentials(true);
    }

    SecurityFilterChain pages(HttpSecurity http) throws Exception {
        http.formLogin(f -> f.loginPage("/login"))
            // ruleid: java-csrf-off
            .csrf(c -> c
                .disable());
        // ruleid: java-csrf-off
        http.csrf(c -> c.ignoringRequestMatchers("/profile/**"));
        // ok: java-csrf-off
        http.csrf(c -> c.ignoringRequestMatchers("/webhooks/**"));
        return http.build();
    }

    void mail(Properties p) {
        // ruleid: java-tls-verification-off
        p.put("mail.smtp.ssl.trust", "*");
        // ok: java-tls-verification-off
        p.put("mail.smtp.ssl.trust", "mail.shop.example");
    }

    String subject(String raw) {
        // ruleid: java-jwt-not-verified
        return JWT.decode(raw).getSubject();
    }

    String verified(String raw, JWTVerifier verifier) {
        // ok: java-jwt-not-verified
        log.debug("key {}", JWT.decode(raw).getKeyId());
        return verifier.verify(raw).getSubject();
    }

    private static String page(String title, int hits) {
        // ruleid: java-xss-built
        return new StringBuilder("<!doctype html><title>").append(title).append("</title>").toString();
    }

    String badge(String name) {
        // ruleid: java-xss-built
        return "<b class='badge'>" + name + "</b>";
    }

    String heading(String text) {
        text = HtmlUtils.htmlEscape(text);
        // ok: java-xss-built
        return "<h1>" + text + "</h1>";
    }

    String placeholder(String name) {
        // ok: java-xss-built
        return "<" + name + ">";
    }

    boolean same(InetAddress a, Pair p) {
        // ruleid: java-bug-same-operands
        boolean local = a.isLoopbackAddress() && a.isLoopbackAddress();
        // ok: java-bug-same-operands
        boolean inner = a.isLoopbackAddress() || a.isSiteLocalAddress();
        // ok: java-bug-same-operands
        boolean both = p.left().ready() && p.right().ready();
        // ruleid: java-bug-same-operands
        return p.left() == null || p.left() == null;
    }

    int first(InputStream in) throws IOException {
        byte b = (byte) in.read();
        // ruleid: java-bug-byte-compared-with-end
        if (b == -1) {
            return 0;
        }
        // ruleid: java-bug-byte-compared-with-end
        return b != -1 ? b : 0;
    }

    int second(InputStream in, long size) throws IOException {
        int b = in.read();
        // ok: java-bug-byte-compared-with-end
        if (b == -1) {
            return 0;
        }
        // ok: java-bug-byte-compared-with-end
        return size == -1 ? 0 : b;
    }
}

interface TownMapper {
    // ruleid: java-sql-injection-mapper
    @Select("SELECT * FROM town ORDER BY ${order}")
    List<Town> sorted(@Param("order") String order);

    // ruleid: java-sql-injection-mapper
    @Update({"UPDATE town SET seen = 1", "WHERE name LIKE '%${name}%'"})
    int see(@Param("name") String name);

    // ok: java-sql-injection-mapper
    @Select("SELECT * FROM town WHERE name = #{name}")
    Town byName(@Param("name") String name);

    // ok: java-sql-injection-mapper
    @Delete("DELETE FROM ${tablePrefix}town WHERE id = #{id}")
    int delete(@Param("id") long id);
}
