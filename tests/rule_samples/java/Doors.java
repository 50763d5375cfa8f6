package com.acme.doors;

import jakarta.jms.*;
import java.io.*;
import java.util.*;
import java.util.regex.Pattern;
import javax.crypto.spec.SecretKeySpec;
import javax.script.ScriptEngineManager;
import org.springframework.web.bind.annotation.*;

class Inbox {
    private final JdbcTemplate jdbc;
    private final List<Reader> open = new ArrayList<>();
    private Reader current;

    @RabbitListener(queues = "bills")
    void bill(BillMessage message) {
        // ruleid: java-sql-injection
        jdbc.execute("UPDATE bills SET paid = 1 WHERE code = '" + message.getCode() + "'");
        // ok: java-sql-injection
        jdbc.execute("UPDATE bills SET paid = " + message.getNode().get("n").asInt());
    }

    void rename(RenameRequest request, StreamObserver<Reply> answer) {
        // ruleid: java-sql-injection
        jdbc.execute("UPDATE users SET name = '" + request.getName() + "'");
    }

    void wanted(HttpServletRequest request, EntityManager em) {
        List<String> parts = new ArrayList<>();
        request.getParameterMap().forEach((k, v) -> parts.add(k + " = " + v[0]));
        // ruleid: java-sql-injection
        em.createQuery("select b from Bill b where " + String.join(" or ", parts));
    }

    Object order(ObjectMessage m) throws JMSException {
        // ruleid: java-unsafe-deserialisation-message
        return m.getObject();
    }

    Object other(Message m) throws JMSException {
        // ruleid: java-unsafe-deserialisation-message
        return ((ObjectMessage) m).getObject();
    }

    String text(TextMessage m) throws JMSException {
        // ok: java-unsafe-deserialisation-message
        return m.getText();
    }

    Object state(ObjectStore m) {
        // ok: java-unsafe-deserialisation-message
        return m.getObject();
    }

    void kept(File file) throws IOException {
        // ok: java-bug-not-closed
        FileReader in = new FileReader(file);
        current = in;
        // ok: java-bug-not-closed
        FileReader more = new FileReader(file);
        open.add(more);
    }

    void copied(File file, OutputStream out) throws IOException {
        // ok: java-bug-not-closed
        FileInputStream in = new FileInputStream(file);
        Streams.copyAndClose(in, out);
    }

    void inherited(byte[] body) throws Exception {
        // ok: java-unsafe-deserialisation-parameter
        new Restricting(new ByteArrayInputStream(body)).readObject();
    }
}

class Restricting extends ObjectInputStream {
    Object first(byte[] body) throws Exception {
        ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(body));
        // ok: java-unsafe-deserialisation-parameter
        return in.readObject();
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass c) throws InvalidClassException {
        throw new InvalidClassException(c.getName());
    }
}

class Sums {
    private static final byte[] SEAL = {12, 4, 99, 23, 1, 8, 77, 5, 12, 4, 99, 23, 1, 8, 77, 5};

    Object sealed() {
        // ruleid: java-hard-coded-key
        return new SecretKeySpec(SEAL, "AES");
    }

    Object given(byte[] seal) {
        // ok: java-hard-coded-key
        return new SecretKeySpec(seal, "AES");
    }

    long age(int hours) {
        // ruleid: java-bug-whole-product
        return hours * 60 * 60 * 1000;
    }

    void room(int megabytes) {
        // ruleid: java-bug-whole-product
        long bytes = megabytes * 1_048_576;
        // ok: java-bug-whole-product
        long wide = megabytes * 1_048_576L;
        // ok: java-bug-whole-product
        long dozen = megabytes * 12;
    }

    long exact(long hours) {
        // ok: java-bug-whole-product
        return hours * 60 * 60 * 1000;
    }

    boolean unchanged(String text) {
        // ok: java-bug-string-compared-by-identity
        return text.trim() == text;
    }

    boolean either(String kind) {
        // ok: java-bug-string-compared-by-identity
        return kind == "a" || "a".equals(kind);
    }

    boolean shaped(String text) {
        // ruleid: java-regex-dos
        return Pattern.matches("((\\d+|x)\\.?)*end", text);
    }

    boolean plain(String text) {
        // ok: java-regex-dos
        return Pattern.matches("((\\d|x)\\.)*end", text);
    }

    Object formula(HttpServletRequest request) throws Exception {
        var engine = new ScriptEngineManager().getEngineByName("js");
        // ruleid: java-code-injection
        return engine.eval(request.getParameter("formula"));
    }

    void names(HttpsURLConnection c, HostnameVerifier known) {
        // ruleid: java-tls-verification-off
        c.setHostnameVerifier((name, session) -> name != null);
        // ok: java-tls-verification-off
        c.setHostnameVerifier((name, session) -> known.verify("acme.example", session));
    }

    void secrets(JsonNode body) {
        // ruleid: java-log-of-secret
        LOG.info("in: {}", body.get("password"));
        // ok: java-log-of-secret
        LOG.info("in: {}", body.get("name"));
    }

    CorsConfiguration everyone() {
        CorsConfiguration c = new CorsConfiguration();
        // ruleid: java-cors-wildcard-with-credentials
        c.addAllowedOriginPattern(CorsConfiguration.ALL);
        c.setAllowCredentials(Boolean.TRUE);
        return c;
    }
}

@RestController
class Echo {
    @GetMapping("/echo")
    String echo(@RequestParam String word) {
        // ruleid: java-xss-response
        return "You said " + word;
    }

    @GetMapping("/title")
    String title(@RequestParam String word) {
        // ok: java-xss-response
        return titles.find(word);
    }

    @GetMapping(value = "/plain", produces = "text/plain")
    String plain(@RequestParam String word) {
        // ok: java-xss-response
        return "You said " + word;
    }

    @GetMapping("/list")
    String list(@RequestParam String word) {
        StringBuilder page = new StringBuilder("<ul>");
        // ruleid: java-xss
        page.append("<li>").append(word);
        return page.toString();
    }
}
