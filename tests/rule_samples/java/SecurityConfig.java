package com.acme.security;

import java.security.cert.X509Certificate;
import javax.net.ssl.*;
import javax.servlet.http.*;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;

public class SecurityConfig {
    class TrustAll implements X509TrustManager {
        // ruleid: java-tls-verification-off
        public void checkServerTrusted(X509Certificate[] chain, String type) {}
    }

    TrustManager[] managers = new TrustManager[] {
        new X509TrustManager() {
            @Override
            // ruleid: java-tls-verification-off
            public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
                // every certificate is fine
            }
        }
    };

    class Pinned implements X509TrustManager {
        // ok: java-tls-verification-off
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            delegate.checkServerTrusted(chain, type);
        }
    }

    void connect(HttpsURLConnection connection) throws Exception {
        // ruleid: java-tls-verification-off
        connection.setHostnameVerifier((host, session) -> true);
        // ok: java-tls-verification-off
        connection.setHostnameVerifier((host, session) -> host.equals("db.internal"));
        // ruleid: java-tls-verification-off
        HttpClients.custom().setSSLHostnameVerifier(NoopHostnameVerifier.INSTANCE);
        // ok: java-tls-verification-off
        SSLContext.getInstance("TLSv1.3");
    }

    Claims claims(String token, SecretKey key) {
        // ruleid: java-jwt-not-verified
        Jwts.parserBuilder().build().parseClaimsJwt(token);
        // ok: java-jwt-not-verified
        Jwts.parserBuilder().setSigningKey(key).build().parseClaimsJws(token);
        // ok: java-jwt-not-verified
        Jwts.parser().verifyWith(key).build().parseSignedClaims(token);
        // ruleid: java-jwt-not-verified
        DecodedJWT jwt = JWT.decode(token);
        return null;
    }

    void login(HttpServletResponse response, String value) {
        Cookie session = new Cookie("session", value);
        session.setHttpOnly(true);
        // ruleid: java-insecure-cookie
        response.addCookie(session);
        Cookie safe = new Cookie("auth", value);
        safe.setHttpOnly(true);
        safe.setSecure(true);
        // ok: java-insecure-cookie
        response.addCookie(safe);
        Cookie open = new Cookie("token", value);
        // ruleid: java-insecure-cookie
        open.setSecure(false);
        Cookie theme = new Cookie("theme", value);
        // ok: java-insecure-cookie
        response.addCookie(theme);
    }

    SecurityFilterChain forms(HttpSecurity http) throws Exception {
        // ruleid: java-csrf-off
        http.csrf().disable();
        // ruleid: java-csrf-off
        http.csrf(csrf -> csrf.disable()).formLogin();
        return http.build();
    }

    SecurityFilterChain api(HttpSecurity http) throws Exception {
        // ok: java-csrf-off
        http.csrf(AbstractHttpConfigurer::disable)
            .sessionManagement(s -> s.sessionCreationPolicy(SessionCreationPolicy.STATELESS));
        return http.build();
    }

    SecurityFilterChain kept(HttpSecurity http) throws Exception {
        // ok: java-csrf-off
        return http.csrf(csrf -> csrf.csrfTokenRepository(repository)).build();
    }

    CorsConfiguration open() {
        CorsConfiguration config = new CorsConfiguration();
        // ruleid: java-cors-wildcard-with-credentials
        config.addAllowedOriginPattern("*");
        config.setAllowCredentials(true);
        return config;
    }

    CorsConfiguration closed() {
        CorsConfiguration config = new CorsConfiguration();
        // ok: java-cors-wildcard-with-credentials
        config.addAllowedOrigin("https://app.example.com");
        config.setAllowCredentials(true);
        return config;
    }

    void mappings(CorsRegistry registry) {
        // ruleid: java-cors-wildcard-with-credentials
        registry.addMapping("/**").allowedOriginPatterns("*").allowedMethods("GET").allowCredentials(true);
        // ok: java-cors-wildcard-with-credentials
        registry.addMapping("/public/**").allowedOrigins("*");
    }
}
