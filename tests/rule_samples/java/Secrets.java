package com.acme.config;

import io.jsonwebtoken.*;
import javax.crypto.spec.SecretKeySpec;
import org.slf4j.*;

public class Secrets {
    private static final Logger log = LoggerFactory.getLogger(Secrets.class);
    // ruleid: java-hard-coded-key
    private static final String JWT_SECRET = "kj3h45kj3h4k5jh3k4j5h";
    // ok: java-hard-coded-key
    private static final String PASSWORD = "changeme-please";
    // ok: java-hard-coded-key
    private static final String DB_PASSWORD = System.getenv("DB_PASSWORD");
    // ok: java-hard-coded-key
    private static final String PARAM_PASSWORD = "user-password";
    // ok: java-hard-coded-key
    private static final String KEY_API_KEY = "service.api.key1";

    void keys(byte[] bytes) throws Exception {
        // ruleid: java-hard-coded-key
        new SecretKeySpec("0123456789abcdef".getBytes(), "AES");
        // ruleid: java-hard-coded-key
        Algorithm.HMAC256("s3cr3t-s1gn1ng");
        // ruleid: java-hard-coded-key
        DriverManager.getConnection("jdbc:postgresql://db/app", "app", "Pr0duction!");
        // ok: java-hard-coded-key
        new SecretKeySpec(bytes, "AES");
        // ok: java-hard-coded-key
        Algorithm.HMAC256(System.getenv("JWT_SECRET"));
    }

    void logs(String user, String password, String apiKey, LoginRequest request) {
        // ruleid: java-log-of-secret
        log.info("login of {} with {}", user, password);
        // ruleid: java-log-of-secret
        log.debug("key is " + apiKey);
        // ruleid: java-log-of-secret
        log.warn("failed: {}", request.getPassword());
        // ok: java-log-of-secret
        log.info("password of {} changed", user);
        // ok: java-log-of-secret
        log.info("login of {}", request.getUser());
        // ruleid: java-log-of-secret-console
        System.out.println("password: " + password);
        // ruleid: java-log-of-secret-console
        System.out.println(request.getPassword());
        // ok: java-log-of-secret-console
        System.out.println("password: ");
        // ok: java-log-of-secret-console
        System.out.println("user: " + user);
    }

    void patterns(String text, @RequestParam String re) {
        // ruleid: java-regex-dos
        Pattern.compile("^(a+)+$");
        // ruleid: java-regex-dos
        text.matches("([a-zA-Z0-9]*)*@example");
        // ok: java-regex-dos
        Pattern.compile("^[a-z]+(-[a-z]+)*$");
        // ok: java-regex-dos
        Pattern.compile("^\\w+@\\w+$");
    }

    void search(@RequestParam String re, @RequestParam("q") String query, String text) {
        // ruleid: java-regex-dos-pattern-from-request
        Pattern.compile(re);
        // ruleid: java-regex-dos-pattern-from-request
        String replaced = text.replaceAll(query, "");
        // ok: java-regex-dos-pattern-from-request
        Pattern.compile(Pattern.quote(re));
        // ok: java-regex-dos-pattern-from-request
        Pattern.compile("[a-z]").matcher(re);
    }
}
