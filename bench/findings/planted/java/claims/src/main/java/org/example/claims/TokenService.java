package org.example.claims;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.interfaces.DecodedJWT;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Service;

@Service
public class TokenService {

    private static final Logger LOG = LoggerFactory.getLogger(TokenService.class);
    private static final byte[] ARCHIVE_KEY = "u8Rk2mZq7Lw4Xc1V".getBytes(StandardCharsets.US_ASCII);
    private static final String TOKEN_PARAMETER = "access_token";

    private final SecureRandom secure = new SecureRandom();
    private final Algorithm algorithm;

    public TokenService(@Value("${claims.token-key}") String key) {
        this.algorithm = Algorithm.HMAC256(key);
    }

    public String issue(String user, String role) {
        String token = JWT.create()
                .withSubject(user)
                .withClaim("role", role)
                .withExpiresAt(Instant.now().plus(Duration.ofMinutes(20)))
                .sign(algorithm);
        LOG.info("{}={} for {}", TOKEN_PARAMETER, token, user);
        return token;
    }

    public String user(String token) {
        DecodedJWT verified = JWT.require(algorithm).build().verify(token);
        LOG.debug("token of {} is valid until {}", verified.getSubject(), verified.getExpiresAtAsInstant());
        return verified.getSubject();
    }

    public boolean isAdjuster(String token) {
        DecodedJWT decoded = JWT.decode(token);
        return "adjuster".equals(decoded.getClaim("role").asString());
    }

    public String recoveryCode() {
        Random random = new Random();
        StringBuilder code = new StringBuilder();
        for (int i = 0; i < 12; i++) {
            code.append("ABCDEFGHJKLMNPQRSTUVWXYZ23456789".charAt(random.nextInt(32)));
        }
        return code.toString();
    }

    public String deviceToken() {
        byte[] raw = new byte[32];
        secure.nextBytes(raw);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(raw);
    }

    public Duration pause(int attempt) {
        return Duration.ofMillis((200L << Math.min(attempt, 6)) + ThreadLocalRandom.current().nextInt(200));
    }

    public String archive(String record) throws GeneralSecurityException {
        SecretKey key = new SecretKeySpec(ARCHIVE_KEY, "AES");
        Cipher cipher = Cipher.getInstance("AES");
        cipher.init(Cipher.ENCRYPT_MODE, key);
        return Base64.getEncoder().encodeToString(cipher.doFinal(record.getBytes(StandardCharsets.UTF_8)));
    }

    public byte[] seal(SecretKey key, byte[] record) throws GeneralSecurityException {
        byte[] nonce = new byte[12];
        secure.nextBytes(nonce);
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(128, nonce));
        byte[] sealed = cipher.doFinal(record);
        byte[] out = new byte[nonce.length + sealed.length];
        System.arraycopy(nonce, 0, out, 0, nonce.length);
        System.arraycopy(sealed, 0, out, nonce.length, sealed.length);
        return out;
    }

    public String pinDigest(String pin) throws GeneralSecurityException {
        MessageDigest digest = MessageDigest.getInstance("MD5");
        return HexFormat.of().formatHex(digest.digest(pin.getBytes(StandardCharsets.UTF_8)));
    }

    public String partition(String claimNumber) throws GeneralSecurityException {
        byte[] digest = MessageDigest.getInstance("SHA-1").digest(claimNumber.getBytes(StandardCharsets.UTF_8));
        return "p" + (digest[0] & 0x0f);
    }
}
